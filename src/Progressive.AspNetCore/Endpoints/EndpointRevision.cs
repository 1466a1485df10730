using System.Reflection;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>What a candidate endpoint is called when its revision is not written down: a name that survives a rebuild of the same code.</summary>
internal static class EndpointRevision
{
    public static string Of(IReadOnlyList<object> metadata, string route)
    {
        foreach (var item in metadata)
        {
            var method = item as MethodInfo ?? (item as ControllerActionDescriptor)?.MethodInfo;
            if (method is not null && NameOf(method) is { } name)
            {
                return name;
            }
        }

        // Lambdas are numbered by their place among others, so a lambda written above this one would look like a new candidate.
        return route;
    }

    /// <summary>Method and template, as people write them: <c>POST /checkout</c>.</summary>
    public static string RouteOf(IReadOnlyList<object> metadata, string? template)
    {
        var path = string.Concat("/", (template ?? "").TrimStart('/'));
        var methods = metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
        return methods.Count == 0 ? path : $"{string.Join(',', methods)} {path}";
    }

    // The compiler calls a local function <Main>$>g__Name|0_1 and a lambda <Main>$>b__0_1.
    private static string? NameOf(MethodInfo method)
    {
        var name = method.Name;
        if (name.Contains('<', StringComparison.Ordinal))
        {
            var start = name.IndexOf("g__", StringComparison.Ordinal);
            var end = name.LastIndexOf('|');
            if (start < 0 || end < start)
            {
                return null;
            }

            name = name[(start + 3)..end];
        }

        var type = method.DeclaringType;
        while (type is not null && type.Name.Contains('<', StringComparison.Ordinal))
        {
            type = type.DeclaringType;
        }

        return type?.FullName is { } declaring ? $"{declaring}.{name}" : name;
    }
}
