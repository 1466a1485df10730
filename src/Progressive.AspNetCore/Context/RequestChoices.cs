using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Overrides;
using Progressive.AspNetCore.Propagation;
using Progressive.Variants;

namespace Progressive.AspNetCore.Context;

/// <summary>Finds the variants that were chosen for a request beforehand: by a signed override, then by a trusted caller.</summary>
internal sealed class RequestChoices(RequestOverrides overrides, Upstream upstream)
{
    /// <summary>Whether there may be any, by a look at the headers.</summary>
    public bool ArePresent(HttpRequest request) => overrides.IsPresent(request) || upstream.IsPresent(request);

    public VariantChoices Of(HttpContext http, EvaluationContext context)
    {
        var token = overrides.Find(http, () => context.TargetingKey);
        return new ChosenVariants(
            token is null ? [] : [.. overrides.ChoicesOf(token)],
            VariantBaggage.Read(upstream.Find(http, VariantBaggage.Key)));
    }
}
