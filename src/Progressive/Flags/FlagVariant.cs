namespace Progressive.Flags;

/// <summary>A variant of a compiled flag: its name, revision, and every answer that can name it, made once.</summary>
internal sealed class FlagVariant
{
    private readonly string _flag;
    private readonly Evaluation?[] _byReason = new Evaluation?[(int)EvaluationReason.Error + 1];

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

    /// <summary>The shared answer for a reason without a cause. Two threads may make it twice; either copy serves.</summary>
    public Evaluation For(EvaluationReason reason) => _byReason[(int)reason] ??= Make(reason);

    public Evaluation Make(EvaluationReason reason, EvaluationError error = EvaluationError.None, string? cause = null) =>
        new(_flag, Name, Index, IsOn, reason, Revision, error, cause);
}
