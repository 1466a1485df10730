using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

/// <summary>A route value. While routing chooses among endpoints there is none, and that is not remembered.</summary>
internal sealed class RouteAttributeSource(string name, string parameter) : AttributeSource(name)
{
    public override bool TryRead(HttpContext http, out AttributeValue value)
    {
        value = http.Request.RouteValues.TryGetValue(parameter, out var found) ? Convert.ToString(found, CultureInfo.InvariantCulture) : null;
        return http.GetEndpoint() is not null;
    }
}
