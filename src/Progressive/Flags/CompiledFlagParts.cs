using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>What a flag's definition compiles to; nothing in it changes while the definition stands.</summary>
/// <param name="Key">The flag's key as it was written.</param>
/// <param name="Variants">Every variant, at its index.</param>
/// <param name="IsEnabled">False: everybody gets Off.</param>
/// <param name="Default">What is served where nothing else decides.</param>
/// <param name="Off">What is served when the flag is off or a variant may not be served.</param>
/// <param name="StickBy">What splits and the rollout stick by.</param>
/// <param name="StickByAttribute">The attribute, for <see cref="StickyKey.Attribute"/>.</param>
/// <param name="Rules">Tried in order; the first that matches decides.</param>
/// <param name="Split">The static split, when there is no rollout.</param>
/// <param name="Rollout">The rollout's arms and hash.</param>
/// <param name="Fallback">Answers a failed call of another variant, where the work can be replayed; null where nothing does.</param>
internal sealed record CompiledFlagParts(
    string Key,
    FlagVariant[] Variants,
    bool IsEnabled,
    int Default,
    int Off,
    StickyKey StickBy,
    string? StickByAttribute,
    Rule[] Rules,
    Split? Split,
    FlagRollout? Rollout,
    int? Fallback = null)
{
    private Evaluation?[]? _byRule;
    private Evaluation? _keyMissing;

    /// <summary>The answer of a rule, which names the rule as its cause.</summary>
    public Evaluation ByRule(int rule)
    {
        var answers = _byRule ??= new Evaluation?[Rules.Length];
        return answers[rule] ??= Variants[Rules[rule].Serve].Make(EvaluationReason.TargetingMatch, cause: Rules[rule].Name);
    }

    /// <summary>The answer where the sticking key is missing: the default, never bucket zero.</summary>
    public Evaluation KeyMissing => _keyMissing ??= Variants[Default].Make(
        EvaluationReason.Error,
        EvaluationError.TargetingKeyMissing,
        StickBy == StickyKey.Attribute ? $"the context has no attribute '{StickByAttribute}'" : "the context has no targeting key");
}
