using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

/// <summary>The values of a claim: one by its type, several as a list of texts.</summary>
internal sealed class ClaimAttributeSource(string name, string type) : AttributeSource(name)
{
    public override bool ReadsUser => true;

    public override bool TryRead(HttpContext http, out AttributeValue value)
    {
        value = RequestContexts.UserOf(http) is { } user ? Of(user) : default;
        return true;
    }

    public AttributeValue Of(ClaimsPrincipal user)
    {
        Claim? first = null;
        List<string>? several = null;
        foreach (var claim in user.FindAll(type))
        {
            if (first is null)
            {
                first = claim;
            }
            else
            {
                several ??= [first.Value];
                several.Add(claim.Value);
            }
        }

        return several is not null ? several.ToArray() : first is not null ? One(first) : default;
    }

    // A value type that is not known, or that the value does not keep to, leaves the text: rules compare a number with the text that spells it.
    private static AttributeValue One(Claim claim)
    {
        switch (claim.ValueType)
        {
            case ClaimValueTypes.Integer or ClaimValueTypes.Integer32 or ClaimValueTypes.Integer64 or ClaimValueTypes.UInteger32:
                return long.TryParse(claim.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : claim.Value;
            case ClaimValueTypes.Double:
                return double.TryParse(claim.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : claim.Value;
            case ClaimValueTypes.Boolean:
                return bool.TryParse(claim.Value, out var truth) ? truth : claim.Value;
            default:
                return claim.Value;
        }
    }
}
