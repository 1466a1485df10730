namespace Progressive;

/// <summary>The answer of a flag for one context: which variant, and why.</summary>
/// <remarks>Immutable and shared: equal answers are the same instance, so that deciding allocates nothing. Safe for use by many threads.</remarks>
public sealed class Evaluation
{
    internal Evaluation(
        string flag,
        string variant,
        int variantIndex,
        bool isEnabled,
        EvaluationReason reason,
        string? revision = null,
        EvaluationError error = EvaluationError.None,
        string? cause = null,
        VariantValue? value = null)
    {
        Flag = flag;
        Variant = variant;
        VariantIndex = variantIndex;
        IsEnabled = isEnabled;
        Reason = reason;
        Revision = revision;
        Error = error;
        Cause = cause;
        Value = value;
    }

    /// <summary>The flag's key, as it was defined.</summary>
    public string Flag { get; }

    /// <summary>The variant to serve. <c>"off"</c> where the flag does not exist.</summary>
    public string Variant { get; }

    /// <summary>Whether the flag is on for this context: the variant served is another than the flag's <c>Off</c> variant, or has the value true where values are truth values.</summary>
    public bool IsEnabled { get; }

    /// <summary>Why this variant was chosen.</summary>
    public EvaluationReason Reason { get; }

    /// <summary>The revision of the variant, where it has one.</summary>
    public string? Revision { get; }

    /// <summary>What kept the question from being answered; <see cref="EvaluationError.None"/> unless <see cref="Reason"/> is <see cref="EvaluationReason.Error"/>.</summary>
    public EvaluationError Error { get; }

    /// <summary>For people: the rule's name, why a variant may not be served, or what is missing. Null where the reason says it all.</summary>
    public string? Cause { get; }

    /// <summary>The variant's value; null where it is only a name.</summary>
    public VariantValue? Value { get; }

    /// <summary>Made by the exposures layer when first asked for; 0 until then.</summary>
    internal ulong Identity;

    /// <summary>What a rule divided by to choose the variant: <c>targetingKey</c>, <c>call</c> or an attribute. Null: what the flag sticks by.</summary>
    internal string? DividedBy { get; init; }

    internal int VariantIndex { get; }

    /// <summary>The evaluation in one line, for logs.</summary>
    /// <returns>For example <c>checkout=candidate (Split)</c>.</returns>
    public override string ToString() => Cause is null ? $"{Flag}={Variant} ({Reason})" : $"{Flag}={Variant} ({Reason}: {Cause})";
}
