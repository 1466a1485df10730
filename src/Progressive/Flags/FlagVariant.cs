namespace Progressive.Flags;

/// <summary>A variant of a compiled flag: its name, its revision, and the answers that name it, made once.</summary>
internal sealed class FlagVariant
{
    private readonly string _flag;
    private Evaluation? _drawn;
    private Evaluation? _default;

    public FlagVariant(string flag, string name, int index, bool isOn, string? revision)
    {
        _flag = flag;
        Name = name;
        Index = index;
        IsOn = isOn;
        Revision = revision;
    }

    public string Name { get; }

    public int Index { get; }

    /// <summary>Another variant than the flag's Off variant.</summary>
    public bool IsOn { get; }

    public string? Revision { get; }

    /// <summary>The shared answer where a split or a rollout chose this variant. Two threads may make it twice; either copy serves.</summary>
    public Evaluation Drawn => _drawn ??= Make(EvaluationReason.Split);

    /// <summary>The shared answer where nothing else decided.</summary>
    public Evaluation Default => _default ??= Make(EvaluationReason.Default);

    public Evaluation Make(EvaluationReason reason, EvaluationError error = EvaluationError.None, string? cause = null) =>
        new(_flag, Name, Index, IsOn, reason, Revision, error, cause);
}
