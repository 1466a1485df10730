using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>
/// A route template without what two variants may differ in: the names and the constraints of its parameters. A constraint that does not match
/// sends the request on to stable; a different path would leave it without one.
/// </summary>
internal static class RouteShape
{
    public static string Of(RoutePattern pattern)
    {
        var shape = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            shape.Append('/');
            foreach (var part in segment.Parts)
            {
                Append(shape, pattern, part);
            }
        }

        return shape.Length == 0 ? "/" : shape.ToString();
    }

    private static void Append(StringBuilder shape, RoutePattern pattern, RoutePatternPart part)
    {
        switch (part)
        {
            case RoutePatternLiteralPart literal:
                shape.Append(literal.Content.ToLowerInvariant());
                break;
            case RoutePatternSeparatorPart separator:
                shape.Append(separator.Content);
                break;

            // Conventional routes have {controller} and {action} in the template, and an endpoint for each of their values.
            case RoutePatternParameterPart parameter when pattern.RequiredValues.TryGetValue(parameter.Name, out var value) && value is string { Length: > 0 } required:
                shape.Append(required.ToLowerInvariant());
                break;
            case RoutePatternParameterPart parameter:
                shape.Append('{').Append(parameter.IsCatchAll ? "*" : "").Append(parameter.IsOptional || parameter.Default is not null ? "?" : "").Append('}');
                break;
        }
    }
}
