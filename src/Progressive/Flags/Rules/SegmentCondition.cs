namespace Progressive.Flags.Rules;

/// <summary>Membership in at least one of several segments.</summary>
internal sealed class SegmentCondition(Segment[] segments) : Condition
{
    private readonly Segment[] _segments = segments;

    public override ContextNeeds Needs { get; } = segments.Aggregate(ContextNeeds.None, static (needs, segment) => needs | segment.Needs);

    public override bool Matches(in Asker asker)
    {
        foreach (var segment in _segments)
        {
            if (segment.Has(asker))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"segment {string.Join(" or ", _segments.Select(segment => segment.Name))}";
}
