using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

/// <summary>A service behind its generated proxy, with the flag that routes it.</summary>
internal sealed class Routed<T> : IDisposable
    where T : class
{
    private readonly ServiceProvider _provider;

    public Routed(T stable, Action<ProgressiveBuilder> addVariants)
    {
        var services = new ServiceCollection();
        services.AddSingleton(stable);
        addVariants(services.AddProgressiveDelivery());
        _provider = services.BuildServiceProvider();
        _provider.ValidateVariants();
        Flag = new FlagFixture(_provider, "zoo");
        Service = _provider.GetRequiredService<T>();
        Assert.NotSame(stable, Service);
    }

    public FlagFixture Flag { get; }

    public T Service { get; }

    public Routed<T> Candidate(bool fallback = false)
    {
        Flag.Serve(VariantNames.Candidate, fallback);
        return this;
    }

    public Routed<T> Stable()
    {
        Flag.Serve(VariantNames.Stable);
        return this;
    }

    public void Dispose() => _provider.Dispose();
}
