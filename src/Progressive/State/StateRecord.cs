namespace Progressive.State;

/// <summary>One saved record of a <see cref="StateStore"/>.</summary>
/// <param name="Key">The key, in lower case.</param>
/// <param name="Version">
/// The version this content was written as; greater than 0. Versions of a key only grow, in steps of any size: compare them for equality, do not count with them.
/// </param>
/// <param name="Content">The bytes that were written; the store does not look into them. Two records are equal only when this is the same memory.</param>
public sealed record StateRecord(string Key, long Version, ReadOnlyMemory<byte> Content);
