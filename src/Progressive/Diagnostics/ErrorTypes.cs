using System.Collections.Concurrent;

namespace Progressive.Diagnostics;

/// <summary>How often each kind of error ended a call of one variant; bounded, because exception types can be many.</summary>
internal sealed class ErrorTypes
{
    /// <summary>What OpenTelemetry calls an error whose type is not told.</summary>
    public const string Other = "_OTHER";

    private const int Most = 32;

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, long>> Counts => _counts;

    public void Count(string type)
    {
        if (_counts.Count >= Most && !_counts.ContainsKey(type))
        {
            type = Other;
        }

        _counts.AddOrUpdate(type, 1, static (_, count) => count + 1);
    }
}
