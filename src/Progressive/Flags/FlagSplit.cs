using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>The static split of a flag.</summary>
internal sealed record FlagSplit(BucketHash Hash, Division Division);
