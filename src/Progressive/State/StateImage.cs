using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Progressive.State;

/// <summary>The whole content of a store that lives in one place; immutable, so that a failed write has nothing to undo.</summary>
internal sealed record StateImage(
    string Generation, long Version, ImmutableDictionary<string, StateRecord> Records, ImmutableArray<StateLogEntry> Log)
{
    private static readonly ImmutableDictionary<string, StateRecord> s_noRecords =
        ImmutableDictionary.Create<string, StateRecord>(StringComparer.OrdinalIgnoreCase);

    internal static StateImage CreateEmpty() => new(RandomNumberGenerator.GetHexString(16, lowercase: true), 0, s_noRecords, []);

    internal static ImmutableDictionary<string, StateRecord>.Builder CreateRecords() => s_noRecords.ToBuilder();

    internal StateReading ToReading() => new(Generation, Version, Records);

    /// <summary>
    /// The image after a compare-and-set, or this same image and a conflict. A record's version is the store's: after a recovery that raised the store's
    /// version, no version that was given out before comes again, not even for another key.
    /// </summary>
    internal StateImage Write(string key, ReadOnlyMemory<byte> content, long expectedVersion, out StateWriteResult result)
    {
        var current = Records.GetValueOrDefault(key);
        if ((current?.Version ?? 0) != expectedVersion)
        {
            result = StateWriteResult.Conflict(current);
            return this;
        }

        var version = Version + 1;
        result = StateWriteResult.Written(version);
        return this with { Version = version, Records = Records.SetItem(key, new(key, version, content)) };
    }

    internal StateImage Append(StateLogEntry entry)
    {
        var kept = Log.Length < StateStore.LogCapacity ? Log : Log[^(StateStore.LogCapacity - 1)..];
        return this with { Version = Version + 1, Log = kept.Add(entry) };
    }

    internal IReadOnlyList<StateLogEntry> Newest(int max) => Log.Length <= max ? Log : Log[^max..];

    /// <summary>The keys whose records differ between two images, either way round.</summary>
    internal static IEnumerable<string> Differences(StateImage? before, StateImage after)
    {
        if (before is null)
        {
            return after.Records.Keys;
        }

        return after.Records.Values
            .Where(record => before.Generation != after.Generation || before.Records.GetValueOrDefault(record.Key)?.Version != record.Version)
            .Select(record => record.Key)
            .Concat(before.Records.Keys.Where(key => !after.Records.ContainsKey(key)));
    }
}
