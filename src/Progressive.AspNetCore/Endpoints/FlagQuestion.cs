using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>One thing that routing asks about a flag: is it the candidate's turn, or is it on.</summary>
internal sealed class FlagQuestion(VariantRoute route, bool asksForCandidate, RequestContexts contexts)
{
    public bool AsksForCandidate { get; } = asksForCandidate;

    /// <summary>How many answers there are.</summary>
    public int Answers => AsksForCandidate ? 4 : 2;

    public FlagAnswer Ask(HttpContext http) => CorsPreflight.Is(http.Request) ? AnswerForNobody() : Answer(contexts.Evaluate(http, route));

    public ValueTask<FlagAnswer> AskAsync(HttpContext http)
    {
        if (CorsPreflight.Is(http.Request))
        {
            return ValueTask.FromResult(AnswerForNobody());
        }

        var evaluation = contexts.EvaluateAsync(http, route);
        return evaluation.IsCompletedSuccessfully ? ValueTask.FromResult(Answer(evaluation.Result)) : AwaitAsync(evaluation);
    }

    private async ValueTask<FlagAnswer> AwaitAsync(ValueTask<Evaluation> evaluation) => Answer(await evaluation.ConfigureAwait(false));

    private FlagAnswer Answer(Evaluation evaluation)
    {
        if (!AsksForCandidate)
        {
            return evaluation.IsEnabled ? FlagAnswer.Yes : FlagAnswer.No;
        }

        var isCandidate = string.Equals(evaluation.Variant, VariantNames.Candidate, StringComparison.OrdinalIgnoreCase);
        var answer = isCandidate ? FlagAnswer.Yes : FlagAnswer.No;
        return evaluation.Reason == EvaluationReason.Split && (isCandidate || string.Equals(evaluation.Variant, VariantNames.Stable, StringComparison.OrdinalIgnoreCase))
            ? answer | FlagAnswer.Drawn
            : answer;
    }

    // A preflight asks for somebody whom it does not name. It is answered by stable, and about a hidden endpoint as if it were there, unless that
    // is off for everybody: otherwise nobody's browser could go on to the request that says who is asking.
    private FlagAnswer AnswerForNobody() =>
        !AsksForCandidate && !(route.TryEvaluateForEverybody(out var evaluation) && !evaluation.IsEnabled) ? FlagAnswer.Yes : FlagAnswer.No;
}
