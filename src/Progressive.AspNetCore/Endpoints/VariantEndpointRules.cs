using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Every candidate endpoint needs a stable one that answers in its place: the same flag, route and methods.</summary>
internal static class VariantEndpointRules
{
    public static IReadOnlyList<(string Code, string Message)> Check(IReadOnlyList<VariantEndpoint> endpoints)
    {
        var problems = new List<(string, string)>();
        foreach (var candidate in endpoints.Where(endpoint => endpoint.IsCandidate))
        {
            VariantEndpoint[] stables = [.. endpoints.Where(e => !e.IsCandidate && string.Equals(e.Variant.Flag, candidate.Variant.Flag, StringComparison.OrdinalIgnoreCase))];
            if (Problem(candidate, stables) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems;
    }

    private static (string Code, string Message)? Problem(VariantEndpoint candidate, VariantEndpoint[] stables)
    {
        var flag = candidate.Variant.Flag;
        if (stables.Length == 0)
        {
            return (ErrorCodes.CandidateAlone,
                $"{ErrorCodes.CandidateAlone}: Candidate endpoint '{candidate}' of flag '{flag}' has no stable endpoint. "
                + $"Mark the endpoint it would replace with .AsStable(\"{flag}\") or [StableVariant(\"{flag}\")].");
        }

        VariantEndpoint[] partners = [.. stables.Where(stable => stable.Shape == candidate.Shape)];
        if (partners.Length == 0)
        {
            return (ErrorCodes.RoutesDiffer,
                $"{ErrorCodes.RoutesDiffer}: Candidate endpoint '{candidate}' of flag '{flag}' has another route than its stable endpoint "
                + $"{string.Join(", ", stables.Select(stable => $"'{stable}'"))}. Give both the same template; only names and constraints of parameters may differ.");
        }

        if (partners.Any(stable => stable.Methods.Count == 0))
        {
            return null;
        }

        string[] unanswered = candidate.Methods.Count == 0
            ? ["any other method"]
            : [.. candidate.Methods.Where(method => !partners.Any(stable => stable.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)))];
        return unanswered.Length == 0
            ? null
            : (ErrorCodes.MethodsDiffer,
                $"{ErrorCodes.MethodsDiffer}: Candidate endpoint '{candidate}' of flag '{flag}' answers {string.Join(", ", unanswered)}, its stable endpoint "
                + $"{string.Join(", ", partners.Select(stable => $"'{stable}'"))} does not. Map both for the same methods.");
    }
}
