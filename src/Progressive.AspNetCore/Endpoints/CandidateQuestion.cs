using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Whether it is the candidate's turn. A preflight asks for somebody whom it does not name, and is answered by stable.</summary>
internal sealed class CandidateQuestion(VariantRoute route, RequestContexts contexts) : FlagQuestion
{
    public override int Answers => 4;

    public override FlagAnswer Ask(HttpContext http) => CorsPreflight.Is(http.Request) ? FlagAnswer.No : Answer(contexts.Evaluate(http, route));

    public override ValueTask<FlagAnswer> AskAsync(HttpContext http)
    {
        if (CorsPreflight.Is(http.Request))
        {
            return ValueTask.FromResult(FlagAnswer.No);
        }

        var evaluation = contexts.EvaluateAsync(http, route);
        return evaluation.IsCompletedSuccessfully ? ValueTask.FromResult(Answer(evaluation.Result)) : AwaitAsync(evaluation);
    }

    private static async ValueTask<FlagAnswer> AwaitAsync(ValueTask<Evaluation> evaluation) => Answer(await evaluation.ConfigureAwait(false));

    private static FlagAnswer Answer(Evaluation evaluation)
    {
        var isCandidate = string.Equals(evaluation.Variant, VariantNames.Candidate, StringComparison.OrdinalIgnoreCase);
        var answer = isCandidate ? FlagAnswer.Yes : FlagAnswer.No;
        return evaluation.Reason == EvaluationReason.Split && (isCandidate || string.Equals(evaluation.Variant, VariantNames.Stable, StringComparison.OrdinalIgnoreCase))
            ? answer | FlagAnswer.Drawn
            : answer;
    }
}
