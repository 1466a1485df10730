namespace Progressive.Flags;

/// <summary>One attribute of a rule: it matches when the attribute is there and equals one of the values.</summary>
/// <remarks>
/// Configuration carries no types, so a value written as text also matches the number or truth value it spells. The spellings are read when the
/// rule is compiled; evaluating parses nothing.
/// </remarks>
internal sealed class Condition(string attribute, ConditionValue[] values)
{
    private readonly ConditionValue[] _values = values;

    public string Attribute { get; } = attribute;

    public IReadOnlyList<ConditionValue> Values => _values;

    public bool Matches(EvaluationContext context)
    {
        if (!context.TryGet(Attribute, out var actual))
        {
            return false;
        }

        foreach (var value in _values)
        {
            if (value.Matches(actual))
            {
                return true;
            }
        }

        return false;
    }
}
