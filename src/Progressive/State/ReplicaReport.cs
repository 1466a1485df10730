namespace Progressive.State;

/// <summary>What one process of an application last said of itself in a <see cref="SharedStateStore"/>.</summary>
/// <param name="Boot">The process: an identity that no other process has, and that is another one after each start.</param>
/// <param name="Ordinal">How many processes had reported to the scope when this one first did, itself included; greater than 0, and never given twice.</param>
/// <param name="Age">How long ago it was said, by the store's own clock.</param>
/// <param name="Content">The bytes that were said; the store does not look into them.</param>
public sealed record ReplicaReport(string Boot, long Ordinal, TimeSpan Age, ReadOnlyMemory<byte> Content);
