using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>An implementation as the application named it: a type or a factory.</summary>
internal sealed class ImplementationChoice(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? type,
    Func<IServiceProvider, object>? factory,
    string? revision,
    ServiceLifetime? lifetime)
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? Type { get; } = type;

    public string? Revision { get; } = revision;

    public ServiceLifetime? Lifetime { get; } = lifetime;

    public string Description => Type?.ToString() ?? "a factory";

    public ServiceDescriptor Describe(Type serviceType, VariantKey key, ServiceLifetime proxyLifetime) => Type is { } type
        ? new ServiceDescriptor(serviceType, key, type, proxyLifetime)
        : new ServiceDescriptor(serviceType, key, (scope, _) => factory!(scope), proxyLifetime);
}
