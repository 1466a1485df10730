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
    // Branches double with every question; beyond this many about one path they are asked one by one.
    private const int MostQuestions = 5;

    public override int Order => int.MaxValue - 100;

    /// <summary>A candidate comes before the endpoint it is tried against, so that two endpoints on one route are not ambiguous.</summary>
    public IComparer<Endpoint> Comparer { get; } = Comparer<Endpoint>.Create(static (x, y) => Rank(x).CompareTo(Rank(y)));

    bool INodeBuilderPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        !contexts.MayAuthenticate && endpoints.Any(EndpointGates.IsGated) && Questions(endpoints).Length <= MostQuestions;

    bool IEndpointSelectorPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(EndpointGates.IsGated) && (contexts.MayAuthenticate || Questions(endpoints).Length > MostQuestions);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints)
    {
        var questions = Questions(endpoints);
        var edges = new PolicyNodeEdge[1 << questions.Length];
        for (var answers = 0; answers < edges.Length; answers++)
        {
            var branch = new FlagBranch(questions, answers);
            edges[answers] = new PolicyNodeEdge(branch, Take(endpoints, branch));
        }

        return edges;
    }

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
    {
        var questions = ((FlagBranch)edges[0].State).Questions;
        var destinations = new int[1 << questions.Length];
        Array.Fill(destinations, exitDestination);
        foreach (var edge in edges)
        {
            destinations[((FlagBranch)edge.State).Answers] = edge.Destination;
        }

        return new FlagJumpTable(questions, destinations);
    }

    public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var answers = new Dictionary<FlagQuestion, bool>();
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

    private static RouteEndpoint Promote(RouteEndpoint candidate, int order) =>
        new(candidate.RequestDelegate!, candidate.RoutePattern, order, candidate.Metadata, candidate.DisplayName);

    private FlagQuestion[] Questions(IReadOnlyList<Endpoint> endpoints) =>
        [.. endpoints.SelectMany(endpoint => gates.Of(endpoint).Questions).Distinct()];

    private List<Endpoint> Take(IReadOnlyList<Endpoint> endpoints, FlagBranch branch)
    {
        var taken = endpoints.Select(gates.Of).Where(gate => gate.Admits(branch.IsYes)).ToList();

        // Routing is at its fastest with one endpoint left. Stable has to stay only where the candidate may still turn out not to match.
        foreach (var candidate in taken.Where(gate => gate.IsCandidate && AlwaysMatches(gate.Served)).ToArray())
        {
            EndpointGate[] without = [.. taken.Where(gate => !gate.IsStableOf(candidate.Candidate!))];
            if (!IsSelectedFurther([.. without.Select(gate => gate.Served)]))
            {
                taken = [.. without];
            }
        }

        return [.. taken.Select(gate => gate.IsCandidate ? InFrontOfStable(gate, taken) : gate.Served)];
    }

    // Routing sorts by order and by how specific a template is before it asks us, so a candidate with fewer constraints would come second.
    private static Endpoint InFrontOfStable(EndpointGate candidate, List<EndpointGate> taken)
    {
        var endpoint = candidate.Served as RouteEndpoint;
        var stables = taken.Where(gate => gate.IsStableOf(candidate.Candidate!)).Select(gate => gate.Served).OfType<RouteEndpoint>().ToArray();
        var late = endpoint is not null
            && stables.Any(stable => stable.Order < endpoint.Order || stable.RoutePattern.InboundPrecedence < endpoint.RoutePattern.InboundPrecedence);
        return late ? Promote(endpoint!, stables.Min(stable => stable.Order) - 1) : candidate.Served;
    }

    private bool IsSelectedFurther(IReadOnlyList<Endpoint> endpoints) =>
        services.GetServices<MatcherPolicy>().Any(policy => policy != this && policy is IEndpointSelectorPolicy selector && selector.AppliesToEndpoints(endpoints));

    private void Strike(CandidateSet candidates, Dictionary<FlagQuestion, bool> answers)
    {
        var chosen = new HashSet<FlagQuestion>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
            {
                continue;
            }

            ref var state = ref candidates[i];
            var gate = gates.Of(state.Endpoint);
            if (!gate.Admits(question => answers[question]))
            {
                candidates.SetValidity(i, false);
            }
            else if (gate.IsCandidate)
            {
                chosen.Add(gate.Candidate!);
            }

            if (gate.Served != state.Endpoint)
            {
                candidates.ReplaceEndpoint(i, gate.Served, state.Values);
            }
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && gates.Of(candidates[i].Endpoint) is { Candidate: { } question, IsCandidate: false } && chosen.Contains(question))
            {
                candidates.SetValidity(i, false);
            }
        }
    }
}
