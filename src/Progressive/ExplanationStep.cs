namespace Progressive;

/// <summary>One thing that was asked on the way to a flag's answer.</summary>
/// <param name="Stage"><c>enabled, prerequisite, schedule, choice, rule, split, rollout, default</c> or <c>availability</c>.</param>
/// <param name="Text">What was found, for people.</param>
/// <param name="Decides">Whether it settled the answer.</param>
public sealed record ExplanationStep(string Stage, string Text, bool Decides = false)
{
    /// <summary>The step in one line.</summary>
    /// <returns>For example <c>rule: 'staff first': country is 'DE', not SE</c>.</returns>
    public override string ToString() => $"{Stage}: {Text}";
}
