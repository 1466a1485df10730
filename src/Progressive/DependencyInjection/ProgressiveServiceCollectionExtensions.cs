using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Progressive;
using Progressive.Definitions;
using Progressive.Diagnostics;
using Progressive.Exposures;
using Progressive.Flags;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.State;
using Progressive.Variants;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds progressive delivery to an application.</summary>
public static class ProgressiveServiceCollectionExtensions
{
    /// <summary>Adds flags, variants, guards and rollouts, defined in the configuration section <c>Progressive</c>, in files and in code.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>A builder for the rest.</returns>
    public static ProgressiveBuilder AddProgressiveDelivery(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static s => new LiveFlags(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static s =>
        {
            // What AddVariants declares stands in the collection, so that it is complete whenever somebody first asks.
            var declarations = new VariantDeclarations();
            declarations.Add(s.GetServices<VariantDeclaration>());
            declarations.Expect(s.GetServices<LateDeclarer>().Count());
            return declarations;
        });
        services.TryAddSingleton(static s => new MetricWindows(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<MetricCatalog>())
        {
            CollapsesBursts = s.GetRequiredService<IOptions<RolloutOptions>>().Value.CollapseBursts,
        });
        services.TryAddSingleton(static s => new ProgressiveTelemetry(s.GetService<IMeterFactory>()));
        services.AddMetricFeeds();
        services.AddDefinitions();
        services.TryAddSingleton(static s =>
        {
            var routes = new VariantRoutes(
                s.GetRequiredService<LiveFlags>(),
                s.GetRequiredService<MetricWindows>(),
                s.GetRequiredService<ProgressiveTelemetry>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetService<ExposureRecorder>());

            // Whoever reads a flag has routes first, and whoever has routes has definitions.
            s.GetRequiredService<DefinitionLoader>().Attach(routes);
            return routes;
        });
        services.TryAddSingleton<IFlags>(static s => new FlagClient(
            s.GetRequiredService<LiveFlags>(),
            s.GetRequiredService<VariantRoutes>(),
            s.GetRequiredService<ProgressiveTelemetry>(),
            new ValueMismatches(s.GetRequiredService<ProgressiveTelemetry>(), s.GetService<ILogger<IFlags>>() ?? NullLogger<IFlags>.Instance)));
        services.TryAddSingleton<IMetrics>(static s => new MetricTracking(s.GetRequiredService<MetricWindows>()));
        services.TryAddSingleton<StateStore, InMemoryStateStore>();
        services.TryAddSingleton(static s => new RolloutLog(s.GetService<ILogger<RolloutLog>>() ?? NullLogger<RolloutLog>.Instance));
        services.TryAddSingleton<RolloutFeed>();
        services.AddOptions<RolloutOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RolloutOptions>, RolloutOptionsValidator>());
        services.TryAddSingleton(static s =>
        {
            var options = s.GetRequiredService<IOptions<RolloutOptions>>().Value;
            var metrics = s.GetRequiredService<MetricCatalog>();
            var engine = new RolloutEngine(
                new RolloutEnvironment(
                    s.GetRequiredService<LiveFlags>(),
                    s.GetRequiredService<MetricWindows>(),
                    s.GetRequiredService<TimeProvider>(),
                    s.GetRequiredService<RolloutLog>(),
                    s.GetRequiredService<ProgressiveTelemetry>(),
                    options.Alpha,
                    s.GetRequiredService<RolloutFeed>())
                {
                    FalseAlarmEvery = options.FalseAlarmEvery,
                    Margins = new GuardMargins
                    {
                        Errors = options.ErrorMargin,
                        Values = options.ValueMargin,
                        NegligibleRate = options.NegligibleRate,
                        FewestCalls = options.FewestCallsPerStep,
                    },
                    MetricProblem = metrics.ProblemOf,
                },
                s.GetRequiredService<StateStore>(),
                s.GetRequiredService<ProgressiveTelemetry>());
            s.GetRequiredService<DefinitionLoader>().Follow(set => {
                metrics.Current = set.Metrics;
                engine.Apply(set.Rollouts, set.Watches);
            });
            return engine;
        });
        services.TryAddSingleton<IRollouts>(static s => s.GetRequiredService<RolloutEngine>());
        services.TryAddSingleton<IProgressiveReadiness>(static s => new Readiness(
            s.GetRequiredService<DefinitionLoader>(),
            s.GetRequiredService<LiveFlags>(),
            s.GetRequiredService<RolloutEngine>(),
            s.GetService<VariantReadiness>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddHostedService(static s => new RolloutController(s.GetRequiredService<RolloutEngine>(), s.GetRequiredService<TimeProvider>()));
        return new ProgressiveBuilder(services);
    }
}
