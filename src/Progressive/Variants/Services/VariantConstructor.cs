using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Variants.Services;

/// <summary>Whether the container could call a constructor of an implementation; asks, constructs nothing.</summary>
internal static class VariantConstructor
{
    /// <summary>The unkeyed services of the constructor the container would call, and what is missing, or null.</summary>
    public static IReadOnlyList<Type> Check(VariantSource source, IServiceProvider provider, out string? missing)
    {
        missing = null;
        if (provider.GetService<IServiceProviderIsService>() is not { } known)
        {
            // A container that cannot be asked will say it itself, on the first call.
            return [];
        }

        var type = source.ImplementationType!;
        var constructors = type.IsAbstract ? [] : type.GetConstructors();
        if (constructors.Length == 0)
        {
            missing = "it has no public constructor";
            return [];
        }

        // The container takes the constructor with the most parameters that it can satisfy.
        foreach (var constructor in constructors.OrderByDescending(c => c.GetParameters().Length))
        {
            var parameters = constructor.GetParameters();
            if (parameters.FirstOrDefault(p => !IsKnown(p, known)) is { } unknown)
            {
                missing = $"nothing is registered for parameter '{unknown.Name}' of type {unknown.ParameterType}; register it, or correct the constructor";
                continue;
            }

            missing = null;
            return [.. parameters.Where(p => p.GetCustomAttribute<FromKeyedServicesAttribute>() is null).Select(p => p.ParameterType)];
        }

        return [];
    }

    private static bool IsKnown(ParameterInfo parameter, IServiceProviderIsService known)
    {
        if (parameter.HasDefaultValue || parameter.GetCustomAttribute<ServiceKeyAttribute>() is not null)
        {
            return true;
        }

        return parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { LookupMode: ServiceKeyLookupMode.ExplicitKey } keyed
            ? known is not IServiceProviderIsKeyedService keyedKnown || keyedKnown.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known.IsService(parameter.ParameterType);
    }
}
