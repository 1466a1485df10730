using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Context;

/// <summary>Reads the attributes of requests, each when it is asked for.</summary>
internal sealed class RequestAttributes(HttpAttributes attributes, ILogger logger)
{
    private readonly AttributeSource[] _declared = [.. attributes.Declared];
    private readonly Action<HttpContext, EvaluationContext>? _filler = attributes.Filler;

    public bool IsEmpty => _declared.Length == 0 && _filler is null;

    /// <summary>Whether the user has to be known before attributes can be read.</summary>
    public bool ReadUser { get; } = attributes.Filler is not null || attributes.Declared.Any(attribute => attribute.ReadsUser);

    public bool HasFiller => _filler is not null;

    public void Fill(HttpContext http, EvaluationContext context)
    {
        using var user = new VisibleUser(http);
        try
        {
            _filler!(http, context);
        }
        catch (Exception e)
        {
            HttpLog.AttributesThrew(logger, e);
        }
    }

    public bool TryRead(HttpContext http, string name, out AttributeValue value)
    {
        value = default;
        foreach (var attribute in _declared)
        {
            if (string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return TryRead(http, attribute, out value);
            }
        }

        return false;
    }

    /// <summary>An attribute by the user alone, where there is no request.</summary>
    public AttributeValue ClaimOf(ClaimsPrincipal user, string name) =>
        Array.Find(_declared, attribute => string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase)) is ClaimAttributeSource claim ? claim.Of(user) : default;

    private bool TryRead(HttpContext http, AttributeSource attribute, out AttributeValue value)
    {
        using var user = attribute.ReadsUserOfRequest ? new VisibleUser(http) : default;
        try
        {
            return attribute.TryRead(http, out value);
        }
        catch (Exception e)
        {
            HttpLog.AttributeThrew(logger, attribute.Name, e);
            value = default;
            return true;
        }
    }
}
