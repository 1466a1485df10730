namespace Progressive.Flags;

/// <summary>A variant of a compiled flag: its name, its index, its revision.</summary>
internal sealed class FlagVariant(string flag, string name, int index, bool isOn, string? revision)
{
    public string Name { get; } = name;

    public int Index { get; } = index;

    /// <summary>Another variant than the flag's Off variant.</summary>
    public bool IsOn { get; } = isOn;

    public string? Revision { get; } = revision;

    public Evaluation Make(EvaluationReason reason, EvaluationError error = EvaluationError.None, string? cause = null) =>
        new(flag, Name, Index, IsOn, reason, Revision, error, cause);
}
