using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Definitions;

/// <summary>What conditions refer to without saying so: the segments, and how the flag they stand in is bucketed.</summary>
internal sealed record ConditionScope(SegmentCatalog Segments, StickyKey StickBy, string? StickByAttribute, string Salt, Bucketing Bucketing)
{
    /// <summary>Keeps what a share of a condition draws apart from nothing: with our own hash it nests with the flag's rollout.</summary>
    public StickyHash HashFor(string domain, (StickyKey By, string? Attribute)? stickBy = null, string? salt = null) => new(
        stickBy?.By ?? StickBy,
        stickBy is null ? StickByAttribute : stickBy.Value.Attribute,
        HashOf(domain, salt ?? Salt));

    /// <summary>A salt of a rule or a share. Other products hash keys with nothing in front of them; ours always have something.</summary>
    public string? ReadSalt(Written written) => written.Text("Salt") is { } salt && (salt.Length > 0 || Bucketing != Bucketing.Native) ? salt : null;

    public BucketHash HashOf(string domain, string salt) =>
        ForeignHash.Of(Bucketing, salt) is { } foreign ? new BucketHash(foreign) : new BucketHash(domain, salt);
}
