using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>What has to be asked before an endpoint may be reached, and what is handed out in its place.</summary>
/// <param name="Sent">For calls that were sent here by a rule or a default; for an endpoint that is no variant, itself.</param>
/// <param name="Drawn">For calls that a split or a rollout drew for this variant.</param>
/// <param name="Candidate">For a variant: whether it is the candidate's turn.</param>
/// <param name="IsCandidate">For a variant: whether it is the candidate.</param>
/// <param name="Required">The flags that have to be on.</param>
internal sealed record EndpointGate(Endpoint Sent, Endpoint Drawn, FlagQuestion? Candidate, bool IsCandidate, FlagQuestion[] Required)
{
    public IEnumerable<FlagQuestion> Questions => Candidate is null ? Required : [Candidate, .. Required];

    public bool IsStableOf(FlagQuestion question) => Candidate == question && !IsCandidate;

    /// <summary>Whether the endpoint may be reached; that a chosen candidate stands before its stable one is another matter.</summary>
    public bool Admits(Func<FlagQuestion, FlagAnswer> answerTo) =>
        (!IsCandidate || answerTo(Candidate!).HasFlag(FlagAnswer.Yes)) && Required.All(required => answerTo(required) == FlagAnswer.Yes);

    /// <summary>What is handed out. Stable in the place of a candidate that was drawn was not drawn itself.</summary>
    public Endpoint Served(Func<FlagQuestion, FlagAnswer> answerTo) =>
        Candidate is not null && answerTo(Candidate) is var answer && answer.HasFlag(FlagAnswer.Drawn) && answer.HasFlag(FlagAnswer.Yes) == IsCandidate
            ? Drawn
            : Sent;
}
