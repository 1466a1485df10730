namespace Progressive.State;

/// <summary>One line of a store's append-only log, such as a transition of a rollout with its evidence.</summary>
/// <param name="At">When it happened; kept in UTC.</param>
/// <param name="Key">What it is about, usually a flag's key; same characters as the key of a record, kept in lower case.</param>
/// <param name="Content">The bytes of the entry, at most <see cref="StateStore.MaxLogContentBytes"/>; the store does not look into them.</param>
public sealed record StateLogEntry(DateTimeOffset At, string Key, ReadOnlyMemory<byte> Content);
