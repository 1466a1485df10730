using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Progressive.Rollouts;

namespace Progressive.ServerTests.Prometheus;

/// <summary>An application that Prometheus scrapes, and that asks Prometheus about its rollout.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Flag = "checkout";

    private readonly WebApplication _metrics;
    private readonly ConcurrentDictionary<string, double> _values = new();
    private PrometheusServer? _prometheus;
    private WebApplication? _app;

    private Shop(WebApplication metrics) => _metrics = metrics;

    public PrometheusServer Prometheus => _prometheus!;

    public RolloutStatus Rollout => _app!.Services.GetRequiredService<IRollouts>().Find(Flag)!;

    /// <param name="query">What the metric <c>queue</c> asks.</param>
    /// <param name="guard">The plan's guard.</param>
    /// <param name="cap">The cap of the metric.</param>
    /// <param name="cancellationToken">The test's.</param>
    public static async Task<Shop> OpenAsync(string query, string guard, double cap, CancellationToken cancellationToken)
    {
        var shop = new Shop(Create([], prometheus: null));
        shop._metrics.MapGet("/metrics", shop.Scrape);
        await shop._metrics.StartAsync(cancellationToken);
        shop._prometheus = await PrometheusServer.StartAsync(Address(shop._metrics), cancellationToken);

        var app = Create(new()
        {
            ["Progressive:Metrics:queue:Prometheus"] = query,
            ["Progressive:Metrics:queue:Every"] = "1s",
            ["Progressive:Metrics:queue:Cap"] = cap.ToString(CultureInfo.InvariantCulture),
            ["Progressive:Plans:careful:Steps:0"] = "50% for 1s",
            ["Progressive:Plans:careful:Steps:1"] = "100%",
            ["Progressive:Plans:careful:Guards:0"] = guard,
            [$"Progressive:Flags:{Flag}:Rollout"] = "careful",
        }, shop._prometheus.Address);
        await app.StartAsync(cancellationToken);
        shop._app = app;
        return shop;
    }

    /// <summary>What the next scrape finds.</summary>
    public void Set(string variant, double value) => _values[variant] = value;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        await _metrics.DisposeAsync();
    }

    private static WebApplication Create(Dictionary<string, string?> settings, Uri? prometheus)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        if (prometheus is not null)
        {
            builder.Services.AddProgressiveDelivery().AddPrometheus(prometheus);
        }

        return builder.Build();
    }

    private IResult Scrape() => Results.Text(string.Concat(_values.Select(v => string.Create(CultureInfo.InvariantCulture, $"queue_seconds{{variant=\"{v.Key}\"}} {v.Value}\n"))));

    private static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
