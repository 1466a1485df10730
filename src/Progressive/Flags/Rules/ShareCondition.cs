using Progressive.Assignment;

namespace Progressive.Flags.Rules;

/// <summary>A share of the sticking keys: those whose bucket is in a range. Who has no key is in none.</summary>
internal sealed class ShareCondition(StickyHash key, Share from, Share to) : Condition
{
    public override ContextNeeds Needs => key.Needs;

    public override bool Matches(in Asker asker) =>
        key.TryCompute(asker, out var hash)
        && Bucket.Of(hash) is var bucket
        && bucket >= from.PartsPerMillion
        && bucket < to.PartsPerMillion;

    public override string ToString() => from == Share.None ? $"in the first {to} of {key}" : $"between {from} and {to} of {key}";
}
