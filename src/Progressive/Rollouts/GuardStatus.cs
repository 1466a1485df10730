using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What a guard says about one variant, and on what evidence.</summary>
/// <param name="Variant">The variant that is watched.</param>
/// <param name="Guard">The guard.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Evidence">For people: counts, estimate, E value and what it would take to breach.</param>
public sealed record GuardStatus(string Variant, Guard Guard, Verdict Verdict, string Evidence)
{
    /// <summary>The same in numbers: counts, intervals, and what is missing.</summary>
    public required GuardExplanation Explanation { get; init; }

    internal static GuardStatus Of(string variant, GuardEvaluator evaluator)
    {
        var explanation = evaluator.Explain();
        return new(variant, evaluator.Guard, explanation.Verdict, explanation.ToString()) { Explanation = explanation };
    }
}
