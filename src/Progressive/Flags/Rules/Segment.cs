using System.Collections.Frozen;

namespace Progressive.Flags.Rules;

/// <summary>A named group: whom it lists, and whoever meets its conditions; never whom it excludes. Immutable.</summary>
/// <param name="name">Its name.</param>
/// <param name="by">The attribute whose values the lists hold; null: the targeting key.</param>
/// <param name="include">Listed members.</param>
/// <param name="exclude">Who is no member, whatever else is said.</param>
/// <param name="when">Who else is a member; null: nobody.</param>
internal sealed class Segment(string name, string? by, FrozenSet<string> include, FrozenSet<string> exclude, Condition? when)
{
    private readonly FrozenSet<string> _include = include;
    private readonly FrozenSet<string> _exclude = exclude;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _includeSpans = include.GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _excludeSpans = exclude.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Name { get; } = name;

    public ContextNeeds Needs { get; } =
        (when?.Needs ?? ContextNeeds.None)
        | (include.Count + exclude.Count == 0 ? ContextNeeds.None : by is null ? ContextNeeds.TargetingKey : ContextNeeds.Attributes);

    public bool Has(in Asker asker)
    {
        if (_include.Count + _exclude.Count > 0)
        {
            if (IsListed(asker, _exclude, _excludeSpans))
            {
                return false;
            }

            if (IsListed(asker, _include, _includeSpans))
            {
                return true;
            }
        }

        return when is not null && when.Matches(asker);
    }

    private bool IsListed(in Asker asker, FrozenSet<string> listed, in FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> spans)
    {
        if (listed.Count == 0)
        {
            return false;
        }

        if (by is null)
        {
            return asker.TargetingKey is { } key && listed.Contains(key);
        }

        if (!asker.TryGet(by, out var value))
        {
            return false;
        }

        if (value.Kind == AttributeKind.List)
        {
            foreach (var text in value.List)
            {
                if (listed.Contains(text))
                {
                    return true;
                }
            }

            return false;
        }

        // 32 characters hold every number: the longest double is -1.7976931348623157E+308.
        return value.Text is { } written ? listed.Contains(written) : spans.Contains(value.Format(stackalloc char[32]));
    }
}
