using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.Metrics;

namespace Snippets;

internal static class Metrics
{
    public static void Record(IMetrics metrics, Order order)
    {
        Call.Current?.Measure("cost_usd", 0.004m);
        Call.Current?.Measure("similarity", 0.93);
        Call.Current?.Measure("safety_flags");

        metrics.Track("conversion", new EvaluationContext(order.CustomerId));
    }

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddPrometheus(new Uri("http://prometheus:9090"))
            .AddMetricSource("billing", services => new BillingSource());
    }

    public sealed record Order(string CustomerId);

    private sealed class BillingSource : MetricSource
    {
        protected override ValueTask<double?> ReadCoreAsync(string query, CancellationToken cancellationToken) => ValueTask.FromResult<double?>(12.5);
    }
}
