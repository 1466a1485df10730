namespace Progressive;

/// <summary>How a flag came to its answer.</summary>
/// <remarks>It holds values of the context it explains: show it to nobody who may not see those. Immutable.</remarks>
public sealed class Explanation
{
    internal Explanation(Evaluation evaluation, IReadOnlyList<ExplanationStep> steps)
    {
        Evaluation = evaluation;
        Steps = steps;
    }

    /// <summary>The answer; the same as <see cref="IFlags.Evaluate(string, EvaluationContext?)"/> gives.</summary>
    public Evaluation Evaluation { get; }

    /// <summary>What was asked, in order, up to what decided.</summary>
    public IReadOnlyList<ExplanationStep> Steps { get; }

    /// <summary>What the flag sticks by for this context: the targeting key, or the attribute's value. Null where nothing was drawn.</summary>
    public string? StickyKey { get; internal init; }

    /// <summary>The sticking key's hash, 16 hexadecimal digits. Null where nothing was drawn.</summary>
    public string? Hash { get; internal init; }

    /// <summary>The sticking key's bucket, in parts per million of the way from 0 to 1. Null where nothing was drawn.</summary>
    public int? Bucket { get; internal init; }

    /// <summary>The fraction of a rollout at which this key gets the candidate, 0 to 1: at 0.234 it enters when the share reaches 23.4 %. Null without a rollout.</summary>
    public double? EntersAt { get; internal init; }

    /// <summary>The explanation for people, a line for each step.</summary>
    /// <returns>The lines.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Steps.Append(new ExplanationStep("answer", Evaluation.ToString(), Decides: true)));
}
