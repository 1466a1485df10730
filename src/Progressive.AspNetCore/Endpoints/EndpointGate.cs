using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>What has to be asked before an endpoint may be reached, and what is handed out in its place.</summary>
/// <param name="Sent">For calls that were sent here by a rule or a default; for an endpoint that is no variant, itself.</param>
/// <param name="Drawn">For calls that a split or a rollout drew for this variant.</param>
/// <param name="Candidate">For a variant: whether it is the candidate's turn.</param>
/// <param name="IsCandidate">For a variant: whether it is the candidate.</param>
/// <param name="Required">What flags have to say, in order, and what answers where they do not.</param>
internal sealed record EndpointGate(
    Endpoint Sent,
    Endpoint Drawn,
    FlagQuestion? Candidate,
    bool IsCandidate,
    (FlagQuestion Question, Endpoint? Otherwise)[] Required)
{
    public IEnumerable<FlagQuestion> Questions
    {
        get
        {
            var required = Required.Select(required => required.Question).Distinct();
            return Candidate is null ? required : required.Prepend(Candidate);
        }
    }

    public bool IsStableOf(FlagQuestion question) => Candidate == question && !IsCandidate;

    /// <summary>Whether the endpoint may be reached; that a chosen candidate stands before its stable one is another matter.</summary>
    public bool Admits(Func<FlagQuestion, FlagAnswer> answerTo) =>
        IsItsTurn(answerTo) && Required.All(required => answerTo(required.Question) == FlagAnswer.Yes);

    /// <summary>What answers in the place of an endpoint that may not be reached: of the first requirement that is not met. Null: nothing does.</summary>
    public Endpoint? Otherwise(Func<FlagQuestion, FlagAnswer> answerTo) =>
        IsItsTurn(answerTo) ? Required.FirstOrDefault(required => answerTo(required.Question) != FlagAnswer.Yes).Otherwise : null;

    /// <summary>What is handed out. Stable in the place of a candidate that was drawn was not drawn itself.</summary>
    public Endpoint Served(Func<FlagQuestion, FlagAnswer> answerTo) =>
        Candidate is not null && answerTo(Candidate) is var answer && answer.HasFlag(FlagAnswer.Drawn) && answer.HasFlag(FlagAnswer.Yes) == IsCandidate
            ? Drawn
            : Sent;

    private bool IsItsTurn(Func<FlagQuestion, FlagAnswer> answerTo) => !IsCandidate || answerTo(Candidate!).HasFlag(FlagAnswer.Yes);
}
