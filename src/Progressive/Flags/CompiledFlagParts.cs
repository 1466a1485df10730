using Progressive.Flags.Rules;

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
    FlagSplit? Split,
    FlagRollout? Rollout,
    int? Fallback = null)
{
    private RareAnswers? _rare;

    /// <summary>What other flags have to answer before this one is asked.</summary>
    public Prerequisite[] Prerequisites { get; init; } = [];

    /// <summary>What has to be known to answer those; settled once every flag is compiled.</summary>
    public ContextNeeds PrerequisiteNeeds { get; set; }

    /// <summary>When the flag is anything but Off; null: always.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Whether other systems than this one may be told the answer.</summary>
    public bool IsForClients { get; init; }

    /// <summary>What was written about the flag, for people and for lint.</summary>
    public FlagNotes Notes { get; init; } = FlagNotes.None;

    /// <summary>Which variants were served; what comes after this definition goes on with it.</summary>
    public FlagMarks Marks { get; private set; } = new(Variants.Length);

    /// <summary>Takes over from the definition before it, as far as variants are called the same.</summary>
    public void Succeed(CompiledFlagParts before)
    {
        if (before.Variants.Select(static v => v.Name).SequenceEqual(Variants.Select(static v => v.Name), StringComparer.OrdinalIgnoreCase))
        {
            // The same object, so that a request which still holds the version before is not lost either.
            Marks = before.Marks;
            return;
        }

        Marks.Usage = before.Marks.Usage;
        foreach (var variant in before.Variants)
        {
            if (before.Marks.Take(variant.Index))
            {
                Marks.Note(Array.FindIndex(Variants, v => string.Equals(v.Name, variant.Name, StringComparison.OrdinalIgnoreCase)));
            }
        }
    }

    /// <summary>Notes what a use of the flag leaves behind: which variant was served, and which sticking key the candidate reached.</summary>
    public void NoteUse(Evaluation evaluation, EvaluationContext? context)
    {
        Marks.Note(evaluation.VariantIndex);
        if (Rollout is { Reach: { } reach } rollout)
        {
            NoteReach(rollout, reach, evaluation, context);
        }
    }

    private void NoteReach(FlagRollout rollout, KeyReach reach, Evaluation evaluation, EvaluationContext? context)
    {
        if (StickyHash.TryAttribute(StickByAttribute!, rollout.Hash, context ?? EvaluationContext.Current, out var hash))
        {
            reach.Note(hash, evaluation.VariantIndex == rollout.Candidate);
        }
    }

    /// <summary>The answer of a rule, which names the rule as its cause.</summary>
    public Evaluation ByRule(int rule, int variant)
    {
        var answers = Rare.ByRule ??= new Evaluation?[Rules.Length][];
        var ofRule = answers[rule] ??= new Evaluation?[Variants.Length];
        return ofRule[variant] ??= Variants[variant].Make(Key, EvaluationReason.TargetingMatch, cause: Rules[rule].Name, isEnabled: Rules[rule].IsEnabled, dividedBy: Rules[rule].Division?.Key.Unit);
    }

    /// <summary>The answer where the sticking key is missing: the default, never bucket zero.</summary>
    public Evaluation KeyMissing => Rare.KeyMissing ??= Variants[Default].Make(
        Key,
        EvaluationReason.Error,
        EvaluationError.TargetingKeyMissing,
        StickBy == StickyKey.Attribute ? $"the context has no attribute '{StickByAttribute}'" : "the context has no targeting key");

    /// <summary>The candidate by a segment whose turn is over, so that it is no draw.</summary>
    public Evaluation InSegment => Rare.InSegment ??= Variants[Rollout!.Candidate].Make(Key, EvaluationReason.TargetingMatch, cause: "a segment has this share already");

    /// <summary>Stable because a segment's turn has not come, or is another's.</summary>
    public Evaluation OutsideSegments => Rare.OutsideSegments ??= Variants[Rollout!.Stable].Make(Key, EvaluationReason.Default, cause: "not among those for whom the rollout draws now");

    /// <summary>The same where a rule divides by a key of its own.</summary>
    public Evaluation KeyMissingIn(int rule)
    {
        var answers = Rare.KeyMissingIn ??= new Evaluation?[Rules.Length];
        return answers[rule] ??= Variants[Default].Make(
            Key,
            EvaluationReason.Error, EvaluationError.TargetingKeyMissing, $"{Rules[rule].KeyMissing}, by which {Rules[rule].Name} divides");
    }

    public Evaluation OutsideSchedule => Rare.OutsideSchedule ??= Variants[Off].Make(Key, EvaluationReason.Disabled, cause: $"outside its schedule ({Schedule})");

    public Evaluation Unmet(int prerequisite)
    {
        var answers = Rare.Unmet ??= new Evaluation?[Prerequisites.Length];
        return answers[prerequisite] ??= Variants[Off].Make(Key, EvaluationReason.Disabled, cause: $"its prerequisite is not met: {Prerequisites[prerequisite]}");
    }

    // What few flags answer, and no flag from its first moment.
    private RareAnswers Rare => _rare ?? Interlocked.CompareExchange(ref _rare, new RareAnswers(), null) ?? _rare;

    private sealed class RareAnswers
    {
        public Evaluation?[]?[]? ByRule;
        public Evaluation?[]? Unmet;
        public Evaluation? KeyMissing;
        public Evaluation?[]? KeyMissingIn;
        public Evaluation? OutsideSchedule;
        public Evaluation? InSegment;
        public Evaluation? OutsideSegments;
    }
}
