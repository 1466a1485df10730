using Microsoft.Extensions.DependencyInjection.Extensions;
using Progressive.Definitions;
using Progressive.Testing;
using Progressive.Testing.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds overrides of flags to a host under test.</summary>
public static class FlagOverridesServiceCollectionExtensions
{
    /// <summary>Lets a test say what flags serve, by the <see cref="FlagOverrides"/> of the host's services.</summary>
    /// <param name="services">The host's services, before or after <c>AddProgressiveDelivery()</c>; where a test host changes services is the place.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlagOverrides(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<DefinitionSource, OverrideSource>());
        services.TryAddSingleton(static s => new FlagOverrides(
            s.GetServices<DefinitionSource>().OfType<OverrideSource>().First(),
            s.GetService<DefinitionCatalog>() ?? throw OverrideErrors.NotAdded()));
        return services;
    }
}
