namespace Progressive.Flags;

/// <summary>Sends the contexts that meet every condition to one variant. A rule without conditions matches everybody.</summary>
internal sealed class Rule(string name, Condition[] conditions, int serve)
{
    private readonly Condition[] _conditions = conditions;

    public string Name { get; } = name;

    public int Serve { get; } = serve;

    public IReadOnlyList<Condition> Conditions => _conditions;

    public bool Matches(EvaluationContext? context)
    {
        foreach (var condition in _conditions)
        {
            if (context is null || !condition.Matches(context))
            {
                return false;
            }
        }

        return true;
    }
}
