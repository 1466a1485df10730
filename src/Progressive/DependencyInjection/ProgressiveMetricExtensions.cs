using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.Metrics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds where metrics come from, besides what calls record.</summary>
public static class ProgressiveMetricExtensions
{
    /// <summary>Lets definitions ask Prometheus: <c>"Metrics": { "queue": { "Prometheus": "sum(queue_length{variant=\"{variant}\"})" } }</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="address">The server, such as <c>http://prometheus:9090</c>.</param>
    /// <param name="configure">Sets headers and the like on the client; it is called once.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddPrometheus(this ProgressiveBuilder builder, Uri address, Action<HttpClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri)
        {
            throw new ArgumentException($"'{address}' is no absolute address; write one such as http://prometheus:9090.", nameof(address));
        }

        return builder.AddMetricSource(PrometheusMetricSource.Name, _ =>
        {
            var text = address.AbsoluteUri;
            var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            {
                BaseAddress = text.EndsWith('/') ? address : new Uri(text + "/"),
            };
            configure?.Invoke(client);
            return new PrometheusMetricSource(client);
        });
    }

    /// <summary>Lets definitions ask a system of your own: <c>"Metrics": { "refunds": { "Source": "billing", "Query": "…" } }</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">What definitions call it; compared ignoring case. The last registration of a name counts.</param>
    /// <param name="create">Creates the source when it is first asked; it is disposed with the host.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddMetricSource(this ProgressiveBuilder builder, string name, Func<IServiceProvider, MetricSource> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(new MetricSourceRegistration(name, create));
        return builder;
    }

    internal static void AddMetricFeeds(this IServiceCollection services)
    {
        services.TryAddSingleton<MetricCatalog>();
        services.TryAddSingleton(static s => new MetricSources(s.GetServices<MetricSourceRegistration>(), s));
        services.TryAddSingleton(static s => new MetricLog(s.GetService<ILogger<MetricLog>>() ?? NullLogger<MetricLog>.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MeterFeed>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PolledMetrics>(static s => new PolledMetrics(
            s.GetRequiredService<MetricWindows>(),
            s.GetRequiredService<MetricCatalog>(),
            s.GetRequiredService<MetricSources>(),
            s.GetRequiredService<MetricLog>(),
            s.GetRequiredService<TimeProvider>())));
    }
}
