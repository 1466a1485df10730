using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Endpoints;
using Progressive.Variants;

namespace Progressive.AspNetCore.Propagation;

/// <summary>Settles, as a request begins, what its own requests to others will say about variants and keys.</summary>
internal sealed class RequestPropagation(IOptions<ProgressiveHttpOptions> options, Upstream upstream, HttpTelemetry telemetry)
{
    private readonly bool _variants = options.Value.PropagateVariants;
    private readonly bool _key = options.Value.PropagateTargetingKey;

    public void Begin(HttpContext http, RequestContext request, CallScope scope)
    {
        // The request's own activity: what is current here may end before the request does.
        var activity = http.Features.Get<IHttpActivityFeature>()?.Activity ?? Activity.Current;
        upstream.Strip(http, activity);
        if (_variants)
        {
            scope.Propagate(activity, upstream.Find(http, VariantBaggage.Key), telemetry.Dropped);

            // Routing chose before there was a scope to note it in.
            if (http.GetEndpoint()?.Metadata.GetMetadata<IVariantMetadata>() is { } served)
            {
                scope.Propagate(served.Flag, served.Variant);
            }
        }

        if (_key && request.Context.TargetingKey is { } key)
        {
            activity?.SetBaggage(Upstream.TargetingKey, key);
            Baggage.SetBaggage(Upstream.TargetingKey, key);
        }
    }
}
