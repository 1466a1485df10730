using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>An implementation as the application named it: a type or a factory.</summary>
internal sealed class ImplementationChoice<T>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? type,
    Func<IServiceProvider, T>? factory,
    string? revision,
    ServiceLifetime? lifetime)
    where T : class
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? Type { get; } = type;

    public string? Revision { get; } = revision;

    public ServiceLifetime? Lifetime { get; } = lifetime;

    public string Description => Type?.ToString() ?? "a factory";

    public ServiceDescriptor Describe(VariantKey key, ServiceLifetime proxyLifetime) => Type is { } type
        ? new ServiceDescriptor(typeof(T), key, type, proxyLifetime)
        : new ServiceDescriptor(typeof(T), key, (scope, _) => factory!(scope), proxyLifetime);
}
