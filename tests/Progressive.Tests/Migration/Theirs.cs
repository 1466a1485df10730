using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Progressive.Tests.Migration;

/// <summary>Microsoft.FeatureManagement itself, over a JSON text.</summary>
internal sealed class Theirs : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IVariantFeatureManager _manager;

    public Theirs(params string[] json)
    {
        Configuration = Over(json);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Configuration);
        services.AddSingleton<TimeProvider>(Time);
        services.AddFeatureManagement();
        _services = services.BuildServiceProvider();
        _manager = _services.GetRequiredService<IVariantFeatureManager>();
    }

    public IConfiguration Configuration { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    public static IConfigurationRoot Over(params string[] json)
    {
        var builder = new ConfigurationBuilder();
        foreach (var text in json)
        {
            builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        }

        return builder.Build();
    }

    public async Task<(bool IsEnabled, string? Variant)> AnswerAsync(string flag, string? user, params string[] groups)
    {
        var context = new TargetingContext { UserId = user, Groups = groups };
        return (await _manager.IsEnabledAsync(flag, context), (await _manager.GetVariantAsync(flag, context))?.Name);
    }

    public async Task<IConfigurationSection> ValueAsync(string flag) => (await _manager.GetVariantAsync(flag, CancellationToken.None)).Configuration;

    public void Dispose() => _services.Dispose();
}
