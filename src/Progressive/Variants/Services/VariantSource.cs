using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>Where an implementation comes from: a registration of ours under a key, or the application's own registration of its type.</summary>
internal sealed class VariantSource(
    VariantKey key,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? implementationType,
    bool mayBeRegistered)
{
    public VariantKey Key { get; } = key;

    /// <summary>Null where a factory or an instance says nothing about its type.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? ImplementationType { get; } = implementationType;

    /// <summary>
    /// The application's registration of the implementation type itself: used where there is one, because a second registration of our own
    /// would make a second singleton or, over a factory, dispose twice.
    /// </summary>
    public ServiceDescriptor? OwnRegistration(IServiceCollection services) =>
        mayBeRegistered && ImplementationType is { } type ? services.LastOf(type) : null;

    public Func<IServiceProvider, T> Resolver<T>(IServiceCollection services)
        where T : class
    {
        if (OwnRegistration(services) is null)
        {
            return scope => scope.GetRequiredKeyedService<T>(Key);
        }

        var type = ImplementationType!;
        return scope => (T)scope.GetRequiredService(type);
    }
}
