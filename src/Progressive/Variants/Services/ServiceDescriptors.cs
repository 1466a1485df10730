using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

internal static class ServiceDescriptors
{
    /// <summary>The registration that answers for a type without a key: the last one.</summary>
    public static ServiceDescriptor? LastOf(this IServiceCollection services, Type type) =>
        services.LastOrDefault(d => !d.IsKeyedService && d.ServiceType == type);

    /// <summary>The same registration under a key.</summary>
    public static ServiceDescriptor Keyed(this ServiceDescriptor descriptor, object key)
    {
        if (descriptor.ImplementationInstance is { } instance)
        {
            return new ServiceDescriptor(descriptor.ServiceType, key, instance);
        }

        return descriptor.ImplementationFactory is { } factory
            ? new ServiceDescriptor(descriptor.ServiceType, key, (scope, _) => factory(scope), descriptor.Lifetime)
            : new ServiceDescriptor(descriptor.ServiceType, key, descriptor.ImplementationType!, descriptor.Lifetime);
    }
}
