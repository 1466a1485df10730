using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Reads the gates off endpoints' metadata, once per endpoint; equal questions are one object.</summary>
internal sealed class EndpointGates(VariantRoutes routes, RequestContexts contexts, WatchedEndpoints watched)
{
    private readonly ConditionalWeakTable<Endpoint, EndpointGate> _gates = [];
    private readonly ConcurrentDictionary<(VariantRoute Route, bool AsksForCandidate), FlagQuestion> _questions = new();

    public static bool IsGated(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IVariantMetadata>() is not null || endpoint.Metadata.GetMetadata<RequiredFlagMetadata>() is not null;

    public static bool IsCandidate(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IVariantMetadata>() is { Variant: VariantNames.Candidate };

    public EndpointGate Of(Endpoint endpoint) => _gates.GetValue(endpoint, Read);

    private EndpointGate Read(Endpoint endpoint)
    {
        var variant = endpoint.Metadata.GetMetadata<IVariantMetadata>();
        return new EndpointGate(
            variant is null ? endpoint : watched.Watch(endpoint, variant, drawn: false),
            variant is null ? endpoint : watched.Watch(endpoint, variant, drawn: true),
            variant is null ? null : Question(variant.Flag, asksForCandidate: true),
            IsCandidate(endpoint),
            [.. endpoint.Metadata.GetOrderedMetadata<RequiredFlagMetadata>().Select(required => Question(required.Flag, asksForCandidate: false)).Distinct()]);
    }

    private FlagQuestion Question(string flag, bool asksForCandidate) => _questions.GetOrAdd(
        (routes.For(flag), asksForCandidate),
        static (key, contexts) => new FlagQuestion(key.Route, key.AsksForCandidate, contexts),
        contexts);
}
