using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>What has to be asked before an endpoint may be reached.</summary>
/// <param name="Served">The endpoint to hand out: watched, when it is a variant.</param>
/// <param name="Candidate">For a variant: whether it is the candidate's turn.</param>
/// <param name="IsCandidate">For a variant: whether it is the candidate.</param>
/// <param name="Required">The flags that have to be on.</param>
internal sealed record EndpointGate(Endpoint Served, FlagQuestion? Candidate, bool IsCandidate, FlagQuestion[] Required)
{
    public bool IsOpen => Candidate is null && Required.Length == 0;

    public bool IsStableOf(FlagQuestion question) => Candidate == question && !IsCandidate;

    public IEnumerable<FlagQuestion> Questions => Candidate is null ? Required : [Candidate, .. Required];

    /// <summary>Whether the endpoint may be reached; that a chosen candidate stands before its stable one is another matter.</summary>
    public bool Admits(Func<FlagQuestion, bool> answer)
    {
        if (IsCandidate && !answer(Candidate!))
        {
            return false;
        }

        foreach (var required in Required)
        {
            if (!answer(required))
            {
                return false;
            }
        }

        return true;
    }
}
