using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.Definitions;
using Progressive.Flags;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>An application with definitions, as users build one, with a clock and a log of the test's.</summary>
internal sealed class Host : IDisposable
{
    private readonly ServiceProvider _services;

    public Host(IConfiguration? configuration = null, Action<ProgressiveBuilder>? add = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILoggerFactory>(new LoggerFactory([Log]));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        if (configuration is not null)
        {
            services.AddSingleton(configuration);
        }

        var builder = services.AddProgressiveDelivery();
        add?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new();

    public LogLines Log { get; } = new();

    public IFlags Flags => _services.GetRequiredService<IFlags>();

    public DefinitionLoader Loader => _services.GetRequiredService<DefinitionLoader>();

    public DefinitionSet Set => Loader.Current!;

    public LiveFlags Live => _services.GetRequiredService<LiveFlags>();

    public VariantDeclarations Declarations => _services.GetRequiredService<VariantDeclarations>();

    public VariantRoutes Routes => _services.GetRequiredService<VariantRoutes>();

    /// <summary>An application that is defined by one JSON text.</summary>
    public static Host Of(string json, params VariantDeclaration[] declared)
    {
        var host = new Host(add: b => b.AddDefinitionSource(_ => new ScriptedSource(json)));
        host.Declarations.Add(declared);
        return host;
    }

    public IReadOnlyList<DefinitionProblem> ProblemsOfFirstLoad() => Assert.Throws<DefinitionException>(() => Flags).Problems;

    public string Variant(string flag, EvaluationContext? context = null) => Flags.Evaluate(flag, context).Variant;

    public void Dispose() => _services.Dispose();
}
