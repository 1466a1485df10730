using System.Collections.Immutable;

namespace Progressive.State;

/// <summary>Everything a store holds for its scope, as of one moment. Immutable.</summary>
public sealed class StateReading
{
    /// <summary>Creates a reading.</summary>
    /// <param name="generation">The identity of the store's life, see <see cref="Generation"/>.</param>
    /// <param name="version">The version of the store, see <see cref="Version"/>.</param>
    /// <param name="records">The records; at most one for each key.</param>
    public StateReading(string generation, long version, IEnumerable<StateRecord> records)
        : this(generation, version, Index(records))
    {
    }

    internal StateReading(string generation, long version, ImmutableDictionary<string, StateRecord> records)
    {
        ArgumentException.ThrowIfNullOrEmpty(generation);
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        Generation = generation;
        Version = version;
        Records = records;
    }

    /// <summary>
    /// Names the life of the store's content. It changes only when the content was lost and the store began again: whoever remembers another generation
    /// must treat the versions it remembers as void.
    /// </summary>
    public string Generation { get; }

    /// <summary>Grows with every change of a record or of the log; 0 for a store that was never written.</summary>
    public long Version { get; }

    /// <summary>The records by key; keys are compared ignoring case.</summary>
    public IReadOnlyDictionary<string, StateRecord> Records { get; }

    private static ImmutableDictionary<string, StateRecord> Index(IEnumerable<StateRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return records.ToImmutableDictionary(record => record.Key, StringComparer.OrdinalIgnoreCase);
    }
}
