using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Progressive.AspNetCore.Context;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Reads the gates off endpoints' metadata, once per endpoint; equal questions are one object.</summary>
internal sealed class EndpointGates(VariantRoutes routes, RequestContexts contexts, WatchedEndpoints watched)
{
    private readonly ConditionalWeakTable<Endpoint, EndpointGate> _gates = [];
    private readonly ConcurrentDictionary<VariantRoute, CandidateQuestion> _candidates = new();
    private readonly ConcurrentDictionary<string, RequirementQuestion> _requirements = new(StringComparer.Ordinal);

    public static bool IsGated(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IVariantMetadata>() is not null || endpoint.Metadata.GetMetadata<IRequiredFlags>() is not null;

    /// <summary>A Razor Page is compiled when it is first asked for: what stands on its class is not known before.</summary>
    public static bool MayBeGatedLater(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page and not CompiledPageActionDescriptor && page.RelativePath.Length > 0;

    public static bool IsCandidate(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IVariantMetadata>() is { Variant: VariantNames.Candidate };

    public EndpointGate Of(Endpoint endpoint) => _gates.GetValue(endpoint, Read);

    /// <summary>Whether a requirement is met.</summary>
    public RequirementQuestion Question(FlagRequirement requirement) => _requirements.GetOrAdd(
        requirement.Text,
        static (_, state) => new RequirementQuestion(state.requirement, [.. state.requirement.Flags.Select(state.routes.For)], state.contexts),
        (requirement, routes, contexts));

    private static RouteEndpoint? StandIn(Endpoint endpoint, RequestDelegate? otherwise)
    {
        if (otherwise is null || endpoint is not RouteEndpoint mapped)
        {
            return null;
        }

        // Whoever the endpoint is hidden from is not to be asked who he is: not by its own policies, and not by the fallback policy.
        var metadata = mapped.Metadata.Where(item => item is not (IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy or IRequiredFlags or IVariantMetadata));
        return new RouteEndpoint(
            otherwise,
            mapped.RoutePattern,
            mapped.Order,
            new EndpointMetadataCollection([.. metadata, new AllowAnonymousAttribute()]),
            $"{mapped.DisplayName} (a flag is off)");
    }

    private EndpointGate Read(Endpoint endpoint)
    {
        var variant = endpoint.Metadata.GetMetadata<IVariantMetadata>();
        return new EndpointGate(
            variant is null ? endpoint : watched.Watch(endpoint, variant, drawn: false),
            variant is null ? endpoint : watched.Watch(endpoint, variant, drawn: true),
            variant is null ? null : _candidates.GetOrAdd(routes.For(variant.Flag), static (route, contexts) => new CandidateQuestion(route, contexts), contexts),
            IsCandidate(endpoint),
            [.. endpoint.Metadata.GetOrderedMetadata<IRequiredFlags>().Select(required => (Question(required.Requirement) as FlagQuestion, StandIn(endpoint, required.Otherwise) as Endpoint))]);
    }
}
