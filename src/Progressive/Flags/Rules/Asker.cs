namespace Progressive.Flags.Rules;

/// <summary>Who asks, of which version of the flags, and when: what rules are asked about.</summary>
internal readonly ref struct Asker
{
    private readonly string? _key;
    private readonly bool _keyFromContext;

    public Asker(FlagSnapshot snapshot, EvaluationContext? context)
    {
        Snapshot = snapshot;
        Context = context;
        _keyFromContext = true;
    }

    /// <summary>For callers that have a key of their own.</summary>
    public Asker(FlagSnapshot snapshot, EvaluationContext? context, string? targetingKey)
    {
        Snapshot = snapshot;
        Context = context;
        _key = targetingKey;
    }

    public FlagSnapshot Snapshot { get; }

    public EvaluationContext? Context { get; }

    // A context's key is asked for here and not before: a request may have to make one up, and set a cookie, to answer.
    public string? TargetingKey => _keyFromContext ? Context?.TargetingKey : _key;

    public DateTimeOffset Now => Snapshot.Time.GetUtcNow();

    public bool TryGet(string attribute, out AttributeValue value)
    {
        if (Context is { } context)
        {
            return context.TryGet(attribute, out value);
        }

        value = default;
        return false;
    }
}
