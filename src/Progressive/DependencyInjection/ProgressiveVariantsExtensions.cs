using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Progressive;
using Progressive.Flags;
using Progressive.Variants;
using Progressive.Variants.Services;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds variants of services.</summary>
public static class ProgressiveVariantsExtensions
{
    /// <summary>
    /// Lets a flag decide, on every call, which implementation of an interface serves: the one that is registered becomes stable, and a candidate
    /// is added. Whoever injects the interface gets a generated proxy with the same lifetime.
    /// </summary>
    /// <typeparam name="T">The interface. A type parameter needs <see cref="VariantServiceAttribute"/> in the application.</typeparam>
    /// <param name="builder">What <c>AddProgressiveDelivery()</c> returned.</param>
    /// <param name="flag">The flag's key. Several services may follow one flag, but a service follows one only.</param>
    /// <param name="configure">Names the candidate, and what else there is to say.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="Progressive.ProgressiveException">
    /// Nothing is registered for <typeparamref name="T"/> yet and no stable is named (PRG0200); it is routed already (PRG0203); not exactly one candidate is named (PRG0204).
    /// </exception>
    /// <example><code>builder.Services.AddProgressiveDelivery().AddVariants&lt;IRecommender&gt;("recommender", v => v.Candidate&lt;NeuralRecommender&gt;(revision: "1"));</code></example>
    public static ProgressiveBuilder AddVariants<T>(this ProgressiveBuilder builder, string flag, Action<VariantServiceBuilder<T>> configure)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(flag);
        ArgumentNullException.ThrowIfNull(configure);
        var variants = new VariantServiceBuilder<T>();
        configure(variants);
        if (variants.Candidates is not [var candidate])
        {
            throw VariantServiceErrors.CandidateCount(typeof(T), flag, variants.Candidates.Count).ToException();
        }

        var services = builder.Services;
        var plans = PlansOf(services);
        if (plans.All.FirstOrDefault(p => p.ServiceType == typeof(T)) is { } other)
        {
            throw VariantServiceErrors.RoutedTwice(typeof(T), flag, other.Flag).ToException();
        }

        ServiceDescriptor? proxy = null;
        var stableKey = new VariantKey(flag, VariantNames.Stable);
        var candidateKey = new VariantKey(flag, VariantNames.Candidate);
        var (stable, lifetime, stableName) = StableAdoption.Adopt(
            services,
            typeof(T),
            stableKey,
            variants.StableChoice,
            lifetime => proxy = new ServiceDescriptor(typeof(T), static scope => scope.GetRequiredService<ServiceRouting<T>>().CreateProxy(scope), lifetime),
            () => VariantServiceErrors.NotRegistered(typeof(T), flag).ToException());
        services.Add(candidate.Describe(typeof(T), candidateKey, lifetime));

        var plan = new VariantServicePlan(
            flag,
            typeof(T),
            proxy!,
            stable,
            new VariantSource(candidateKey, candidate.Type, mayBeRegistered: true),
            [.. variants.Rejections],
            variants.Readiness,
            variants.WaitAtStart,
            static () => VariantProxies.Find<T>()?.NotReplayable);
        plans.Add(plan);
        services.AddSingleton(s =>
        {
            if (plan.ReadyWhen is not null)
            {
                // Marks the candidate warming, also where no host gets it ready: then it serves nobody.
                _ = s.GetRequiredService<CandidatePreparation>();
            }

            return new ServiceRouting<T>(
                plan,
                plans,
                s.GetRequiredService<VariantRoutes>().For(flag),
                s.GetRequiredService<TimeProvider>(),
                s.LoggerOf<ServiceRouting<T>>());
        });
        services.AddSingleton(new VariantDeclaration(flag, VariantNames.Stable, null, $"{typeof(T)} ({stableName})"));
        services.AddSingleton(new VariantDeclaration(flag, VariantNames.Candidate, candidate.Revision, $"{typeof(T)} ({candidate.Description})"));
        return builder;
    }

    /// <summary>Checks the routed services as the start of a host does, for programs and tests without one.</summary>
    /// <param name="provider">The application's services.</param>
    /// <exception cref="Progressive.ProgressiveException">Something is wrong; the message names all of it (PRG0201 to PRG0206).</exception>
    public static void ValidateVariants(this IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        provider.GetService<VariantServiceCheck>()?.Run();
    }

    private static VariantServicePlans PlansOf(IServiceCollection services)
    {
        if (services.LastOf(typeof(VariantServicePlans))?.ImplementationInstance is VariantServicePlans known)
        {
            return known;
        }

        var plans = new VariantServicePlans(services);
        services.AddSingleton(plans);
        services.AddSingleton(s => new VariantServiceCheck(plans, s));
        services.AddSingleton(s => new FallbackWarnings(plans, s.GetRequiredService<LiveFlags>(), s.LoggerOf<FallbackWarnings>()));
        services.AddSingleton(static s => new VariantReadiness(s.GetRequiredService<CandidatePreparation>()));
        services.AddSingleton(s => new CandidatePreparation(
            plans,
            s.GetRequiredService<LiveFlags>(),
            s.GetRequiredService<IServiceScopeFactory>(),
            s.GetRequiredService<TimeProvider>(),
            s.LoggerOf<CandidatePreparation>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, VariantServicesStart>());
        return plans;
    }

    private static ILogger<TCategory> LoggerOf<TCategory>(this IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>() is { } factory ? factory.CreateLogger<TCategory>() : NullLogger<TCategory>.Instance;
    /// <summary>
    /// Makes the value of the variant that a flag serves the options of a type: <c>IOptionsSnapshot&lt;TOptions&gt;.Value</c> asks the flag once per scope, for whoever is
    /// current. Where the variant has no value, or one that cannot be bound or that a validator of the options refuses, it is what the application configured.
    /// </summary>
    /// <typeparam name="TOptions">The options. Instances are shared between scopes: treat them as read-only.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="flag">The flag's key; its variants have values of type <c>json</c>.</param>
    /// <param name="type">How to read the value: <c>ShopJson.Default.SearchOptions</c> of a source-generated context.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddVariantOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this ProgressiveBuilder builder, string flag, JsonTypeInfo<TOptions> type)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(flag);
        ArgumentNullException.ThrowIfNull(type);
        builder.Services.AddOptions();
        builder.Services.AddSingleton(s => new VariantOptionsSource<TOptions>(
            s.GetRequiredService<IFlags>(), flag, type, s.GetRequiredService<IOptionsFactory<TOptions>>(), s.GetServices<IValidateOptions<TOptions>>()));
        builder.Services.AddScoped<IOptionsSnapshot<TOptions>, VariantOptions<TOptions>>();
        return builder;
    }

}
