namespace Progressive.Flags;

/// <summary>A variant of compiled flags: its name, its index, its revision. It does not know its flag: flags that have the same variants share them.</summary>
internal sealed class FlagVariant(string name, int index, bool isOn, string? revision, VariantValue? value = null)
{
    public string Name { get; } = name;

    public int Index { get; } = index;

    /// <summary>The truth of its value, where the flag is boolean; otherwise, whether it is another variant than the flag's Off variant.</summary>
    public bool IsOn { get; } = isOn;

    public string? Revision { get; } = revision;

    public VariantValue? Value { get; } = value;

    public Evaluation Make(string flag, EvaluationReason reason, EvaluationError error = EvaluationError.None, string? cause = null, bool? isEnabled = null, string? dividedBy = null) =>
        new(flag, Name, Index, isEnabled ?? IsOn, reason, Revision, error, cause, Value) { DividedBy = dividedBy };
}
