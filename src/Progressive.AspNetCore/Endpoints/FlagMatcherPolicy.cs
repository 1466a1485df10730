using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>
/// Lets flags choose among endpoints inside routing. Where the answer is known without waiting, the choice is built into the routing tree and
/// allocates nothing; where authentication may have to say who is asking, endpoints are struck off the set that routing found.
/// </summary>
/// <remarks>
/// It runs after every other policy (methods, hosts, content types, versions): whatever it chooses from does match, and a chosen candidate that
/// does not match is not there to be chosen.
/// </remarks>
internal sealed class FlagMatcherPolicy(EndpointGates gates, RequestContexts contexts, IServiceProvider services)
    : MatcherPolicy, IEndpointComparerPolicy, INodeBuilderPolicy, IEndpointSelectorPolicy
{
    // Branches multiply with every question; beyond this many about one path they are asked one by one.
    private const int MostBranches = 32;

    public override int Order => int.MaxValue - 100;

    /// <summary>A candidate comes before the endpoint it is tried against, so that two endpoints on one route are not ambiguous.</summary>
    public IComparer<Endpoint> Comparer { get; } = Comparer<Endpoint>.Create(static (x, y) => Rank(x).CompareTo(Rank(y)));

    bool INodeBuilderPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        !IsAskedOneByOne(endpoints) && endpoints.Any(EndpointGates.IsGated);

    bool IEndpointSelectorPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        IsAskedOneByOne(endpoints) && endpoints.Any(endpoint => EndpointGates.IsGated(endpoint) || EndpointGates.MayBeGatedLater(endpoint));

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [.. FlagBranch.Of(Questions(endpoints)).Select(branch => new PolicyNodeEdge(branch, Take(endpoints, branch)))];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
    {
        var questions = ((FlagBranch)edges[0].State).Questions;
        var destinations = new int[1 << (questions.Length * FlagBranch.BitsPerQuestion)];
        Array.Fill(destinations, exitDestination);
        foreach (var edge in edges)
        {
            destinations[((FlagBranch)edge.State).Number] = edge.Destination;
        }

        return new FlagJumpTable(questions, destinations);
    }

    public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var answers = new Dictionary<FlagQuestion, FlagAnswer>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i))
            {
                foreach (var question in gates.Of(candidates[i].Endpoint).Questions)
                {
                    if (!answers.ContainsKey(question))
                    {
                        answers.Add(question, await question.AskAsync(httpContext).ConfigureAwait(false));
                    }
                }
            }
        }

        Strike(candidates, answers);
    }

    private static int Rank(Endpoint endpoint) => EndpointGates.IsCandidate(endpoint) ? 0 : 1;

    // Nothing but the path decides whether it matches, and the path did.
    private static bool AlwaysMatches(Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern: { ParameterPolicies.Count: 0 } pattern } && pattern.PathSegments.All(segment => segment.IsSimple);

    // Two of them would be ambiguous, and an endpoint that is there goes before what stands in for one that is not.
    private static bool IsRival(RouteEndpoint standIn, Endpoint other) =>
        other is RouteEndpoint route && route.Order == standIn.Order && route.RoutePattern.InboundPrecedence == standIn.RoutePattern.InboundPrecedence;

    private static RouteEndpoint Promote(RouteEndpoint candidate, int order) =>
        new(candidate.RequestDelegate!, candidate.RoutePattern, order, candidate.Metadata, candidate.DisplayName);

    private FlagQuestion[] Questions(IReadOnlyList<Endpoint> endpoints) =>
        [.. endpoints.SelectMany(endpoint => gates.Of(endpoint).Questions).Distinct()];

    private bool IsAskedOneByOne(IReadOnlyList<Endpoint> endpoints) =>
        contexts.MayAuthenticate || endpoints.Any(EndpointGates.MayBeGatedLater) || HasManyBranches(endpoints);

    private bool HasManyBranches(IReadOnlyList<Endpoint> endpoints) =>
        Questions(endpoints).Aggregate(1L, (branches, question) => Math.Min(branches * question.Answers, int.MaxValue)) > MostBranches;

    private List<Endpoint> Take(IReadOnlyList<Endpoint> endpoints, FlagBranch branch)
    {
        var taken = endpoints.Select(gates.Of).Where(gate => gate.Admits(branch.AnswerTo)).ToList();

        // Routing is at its fastest with one endpoint left. Stable has to stay only where the candidate may still turn out not to match.
        foreach (var candidate in taken.Where(gate => gate.IsCandidate && AlwaysMatches(gate.Sent)).ToArray())
        {
            EndpointGate[] without = [.. taken.Where(gate => !gate.IsStableOf(candidate.Candidate!))];
            if (!IsSelectedFurther([.. without.Select(gate => gate.Sent)]))
            {
                taken = [.. without];
            }
        }

        return [.. InPlace(endpoints, taken, branch)];
    }

    private IEnumerable<Endpoint> InPlace(IReadOnlyList<Endpoint> endpoints, List<EndpointGate> taken, FlagBranch branch)
    {
        var standIns = new List<RouteEndpoint>();
        foreach (var gate in endpoints.Select(gates.Of))
        {
            if (taken.Contains(gate))
            {
                yield return InFrontOfStable(gate, gate.Served(branch.AnswerTo), taken);
            }
            else if (gate.Otherwise(branch.AnswerTo) is RouteEndpoint standIn && !taken.Select(other => other.Sent).Concat(standIns).Any(other => IsRival(standIn, other)))
            {
                standIns.Add(standIn);
                yield return standIn;
            }
        }
    }

    // Routing sorts by order and by how specific a template is before it asks us, so a candidate with fewer constraints would come second.
    private static Endpoint InFrontOfStable(EndpointGate gate, Endpoint served, List<EndpointGate> taken)
    {
        if (!gate.IsCandidate || served is not RouteEndpoint candidate)
        {
            return served;
        }

        var stables = taken.Where(other => other.IsStableOf(gate.Candidate!)).Select(other => other.Sent).OfType<RouteEndpoint>().ToArray();
        var late = stables.Any(stable => stable.Order < candidate.Order || stable.RoutePattern.InboundPrecedence < candidate.RoutePattern.InboundPrecedence);
        return late ? Promote(candidate, stables.Min(stable => stable.Order) - 1) : candidate;
    }

    private bool IsSelectedFurther(IReadOnlyList<Endpoint> endpoints) =>
        services.GetServices<MatcherPolicy>().Any(policy => policy != this && policy is IEndpointSelectorPolicy selector && selector.AppliesToEndpoints(endpoints));

    private void Strike(CandidateSet candidates, Dictionary<FlagQuestion, FlagAnswer> answers)
    {
        var (asked, admitted) = (new EndpointGate?[candidates.Count], new EndpointGate?[candidates.Count]);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && gates.Of(candidates[i].Endpoint) is var gate)
            {
                asked[i] = gate;
                admitted[i] = gate.Admits(question => answers[question]) ? gate : null;
                candidates.SetValidity(i, admitted[i] is not null);
            }
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            if (admitted[i] is null && asked[i]?.Otherwise(question => answers[question]) is { } standIn && !HasRival(candidates, i))
            {
                candidates.ReplaceEndpoint(i, standIn, candidates[i].Values);
                candidates.SetValidity(i, true);
            }
        }

        Replace(candidates, answers, admitted);
    }

    private static void Replace(CandidateSet candidates, Dictionary<FlagQuestion, FlagAnswer> answers, EndpointGate?[] admitted)
    {
        for (var i = 0; i < admitted.Length; i++)
        {
            if (admitted[i] is not { Candidate: { } question } variant)
            {
                continue;
            }

            if (!variant.IsCandidate && admitted.Any(gate => gate is { IsCandidate: true } && gate.Candidate == question))
            {
                candidates.SetValidity(i, false);
            }
            else
            {
                candidates.ReplaceEndpoint(i, variant.Served(asked => answers[asked]), candidates[i].Values);
            }
        }
    }

    private static bool HasRival(CandidateSet candidates, int place)
    {
        // The set keeps the score of an endpoint that is struck off as its complement.
        var score = Score(candidates[place]);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Score == score)
            {
                return true;
            }
        }

        return false;
    }

    private static int Score(in CandidateState state) => state.Score < 0 ? ~state.Score : state.Score;
}
