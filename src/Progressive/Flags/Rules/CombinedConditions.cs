namespace Progressive.Flags.Rules;

/// <summary>Every one of several conditions; none at all is everybody.</summary>
internal sealed class AllCondition(Condition[] conditions) : Condition
{
    private readonly Condition[] _conditions = conditions;

    public override ContextNeeds Needs { get; } = conditions.Aggregate(ContextNeeds.None, static (needs, condition) => needs | condition.Needs);

    public IReadOnlyList<Condition> Conditions => _conditions;

    public override bool Matches(in Asker asker)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Matches(asker))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => _conditions.Length == 0 ? "everybody" : string.Join(" and ", (IEnumerable<Condition>)_conditions);
}

/// <summary>At least one of several conditions.</summary>
internal sealed class AnyCondition(Condition[] conditions) : Condition
{
    private readonly Condition[] _conditions = conditions;

    public override ContextNeeds Needs { get; } = conditions.Aggregate(ContextNeeds.None, static (needs, condition) => needs | condition.Needs);

    public override bool Matches(in Asker asker)
    {
        foreach (var condition in _conditions)
        {
            if (condition.Matches(asker))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"any of ({string.Join("; ", (IEnumerable<Condition>)_conditions)})";
}

/// <summary>The opposite of a condition, so that somebody whose attribute is missing passes.</summary>
internal sealed class NotCondition(Condition condition) : Condition
{
    public override ContextNeeds Needs => condition.Needs;

    public override bool Matches(in Asker asker) => !condition.Matches(asker);

    public override string ToString() => $"not ({condition})";
}
