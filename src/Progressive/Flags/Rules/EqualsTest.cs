using System.Collections.Frozen;

namespace Progressive.Flags.Rules;

/// <summary>The attribute equals one of several values.</summary>
internal sealed class EqualsTest : AttributeTest
{
    // Up to here looking at one after the other is quicker than hashing the text.
    private const int Few = 8;

    private readonly ConditionValue[] _values;
    private readonly FrozenSet<string>? _texts;

    public EqualsTest(ConditionValue[] values)
    {
        _values = values;
        _texts = values.Length > Few && !values.Any(static value => value.IsTruth) ? values.Select(static value => value.ToString()).ToFrozenSet(StringComparer.Ordinal) : null;
    }

    public IReadOnlyList<ConditionValue> Values => _values;

    public override string ToString() => _values.Length == 1 ? $"= {_values[0]}" : $"in ({string.Join(", ", _values)})";

    public override bool Passes(in AttributeValue actual)
    {
        // Nearly always: a text and a few values.
        if (_texts is not null || actual.Text is not { } text)
        {
            return base.Passes(actual);
        }

        foreach (ref readonly var value in _values.AsSpan())
        {
            if (value.Is(text))
            {
                return true;
            }
        }

        return false;
    }

    protected override bool PassesCore(in AttributeValue actual)
    {
        if (_texts is not null && actual.Text is { } text)
        {
            return _texts.Contains(text);
        }

        foreach (ref readonly var value in _values.AsSpan())
        {
            if (value.Matches(actual))
            {
                return true;
            }
        }

        return false;
    }
}
