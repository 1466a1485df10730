using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Progressive.AspNetCore;
using Progressive.AspNetCore.Components;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Endpoints;
using Progressive.AspNetCore.Outcomes;
using Progressive.AspNetCore.Overrides;
using Progressive.AspNetCore.Probes;
using Progressive.AspNetCore.Propagation;
using Progressive.Definitions;
using Progressive.Variants;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ASP.NET Core to progressive delivery.</summary>
public static class ProgressiveHttpBuilderExtensions
{
    /// <summary>Lets flags choose endpoints, requests be calls, and probes be mapped.</summary>
    /// <param name="builder">What <c>AddProgressiveDelivery()</c> returned.</param>
    /// <param name="configure">Where keys come from and how requests count; null keeps the defaults.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddHttp(this ProgressiveBuilder builder, Action<ProgressiveHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddRouting();
        var options = services.AddOptions<ProgressiveHttpOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProgressiveHttpOptions>, ProgressiveHttpOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton<HttpTelemetry>();
        services.TryAddSingleton(static s => new OverrideTokens(
            s.GetRequiredService<IOptions<ProgressiveHttpOptions>>().Value.Overrides,
            OverrideTokens.AudienceOf(s.GetRequiredService<IHostEnvironment>()),
            s.GetRequiredService<TimeProvider>(),
            flag => s.GetRequiredService<DefinitionCatalog>().VariantsOf(flag)));
        services.TryAddSingleton<RequestOverrides>();
        services.TryAddSingleton<Upstream>();
        services.TryAddSingleton<RequestPropagation>();
        services.TryAddSingleton<RequestChoices>();
        services.TryAddSingleton<RequestContexts>();
        services.TryAddSingleton<RequestOutcomes>();
        services.TryAddSingleton<WatchedEndpoints>();
        services.TryAddSingleton<EndpointGates>();
        services.TryAddSingleton<ProbeStatus>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, FlagMatcherPolicy>());
        if (services.Any(service => service.ImplementationType == typeof(VariantEndpointStartup)))
        {
            return builder;
        }

        services.AddSingleton<IStartupFilter, VariantEndpointStartup>();
        services.AddSingleton(new LateDeclarer("endpoints"));
        return builder;
    }

    /// <summary>Lets flags see the user of interactive Blazor Server circuits, and <see cref="FlagView"/> be used on pages that Blazor renders.</summary>
    /// <param name="builder">The builder, after <see cref="AddHttp"/>.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddCircuits(this ProgressiveBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddScoped(static s => new FlagCircuit(s, s.GetService<RequestContexts>() ?? throw HttpErrors.NotAdded("AddCircuits()")));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Scoped<CircuitHandler, FlagCircuitHandler>());
        return builder;
    }
}
