using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>Finds the registration that becomes stable and puts the proxy in its place; what it was stays as it is, under a key.</summary>
internal static class StableAdoption
{
    public static (VariantSource Stable, ServiceLifetime Lifetime, string Description) Adopt(
        IServiceCollection services,
        Type serviceType,
        VariantKey key,
        ImplementationChoice? chosen,
        Func<ServiceLifetime, ServiceDescriptor> proxy,
        Func<Exception> notRegistered)
    {
        var existing = services.LastOf(serviceType);
        if (chosen is not null)
        {
            var own = chosen.Type is { } type ? services.LastOf(type) : null;
            var lifetime = chosen.Lifetime ?? existing?.Lifetime ?? own?.Lifetime ?? ServiceLifetime.Scoped;
            Place(services, existing, proxy(lifetime));
            services.Add(chosen.Describe(serviceType, key, lifetime));
            return (new VariantSource(key, chosen.Type, mayBeRegistered: true), lifetime, chosen.Description);
        }

        // An open generic stays where it is for its other closures; the container closes its keyed twin for this one.
        var adopted = existing
            ?? (serviceType.IsGenericType ? services.LastOf(serviceType.GetGenericTypeDefinition()) : null)
            ?? throw notRegistered();
        Place(services, existing, proxy(adopted.Lifetime));
        services.Add(adopted.Keyed(key));
        var implementation = existing?.ImplementationType;
        return (
            new VariantSource(key, implementation, mayBeRegistered: false),
            adopted.Lifetime,
            (adopted.ImplementationType ?? adopted.ImplementationInstance?.GetType())?.ToString() ?? "a factory");
    }

    /// <summary>In place, so that the order of an <c>IEnumerable</c> of the service stays.</summary>
    private static void Place(IServiceCollection services, ServiceDescriptor? existing, ServiceDescriptor proxy)
    {
        if (existing is null)
        {
            services.Add(proxy);
        }
        else
        {
            services[services.IndexOf(existing)] = proxy;
        }
    }
}
