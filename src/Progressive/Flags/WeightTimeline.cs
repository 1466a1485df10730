using System.Collections.Immutable;
using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>What the shares of a rollout were, for sessions that began earlier. Immutable; asking allocates nothing.</summary>
/// <remarks>
/// A session has the share of its beginning, and what it was lowered to since: nobody comes in between two pages, and less exposure is obeyed at once. The
/// entries are those of the history, of which the oldest may be gone: what was before them is what the first of them says was so.
/// </remarks>
internal sealed class WeightTimeline
{
    private readonly long[] _at;

    // The least share from each entry on, of the segment in question.
    private readonly Share[] _least;
    private readonly ImmutableArray<(string Segment, WeightTimeline Timeline)> _segments = [];

    /// <param name="entries">What each change led to, oldest first.</param>
    public WeightTimeline(IReadOnlyList<(DateTimeOffset At, string? Segment, Share To)> entries)
        : this([.. entries.Where(static entry => entry.Segment is null).Select(static entry => (entry.At, entry.To))])
    {
        _segments =
        [
            .. entries
                .Select(static entry => entry.Segment)
                .OfType<string>()
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(segment => (segment, Of(entries, segment))),
        ];
    }

    private WeightTimeline((DateTimeOffset At, Share To)[] entries)
    {
        _at = [.. entries.Select(static entry => entry.At.UtcTicks)];
        _least = new Share[entries.Length];

        // By the wall clock, which may have been set back between two entries; their order is what happened.
        for (var i = 1; i < _at.Length; i++)
        {
            _at[i] = Math.Max(_at[i], _at[i - 1]);
        }

        var least = Share.All;
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            least = entries[i].To < least ? entries[i].To : least;
            _least[i] = least;
        }
    }

    /// <summary>The share that a session has.</summary>
    /// <param name="since">When it began.</param>
    /// <param name="segment">Of a segment; null: of everybody.</param>
    public Share At(DateTimeOffset since, string? segment = null)
    {
        if (segment is null)
        {
            var index = Array.BinarySearch(_at, since.UtcTicks);
            index = index >= 0 ? index : ~index - 1;

            // Of entries at the same moment the last counts.
            while (index >= 0 && index + 1 < _at.Length && _at[index + 1] == _at[index])
            {
                index++;
            }

            return index < 0 ? Share.None : _least[index];
        }

        foreach (var (name, timeline) in _segments)
        {
            if (string.Equals(name, segment, StringComparison.OrdinalIgnoreCase))
            {
                return timeline.At(since);
            }
        }

        return Share.None;
    }

    private static WeightTimeline Of(IReadOnlyList<(DateTimeOffset At, string? Segment, Share To)> entries, string segment) =>
        new([.. entries.Where(entry => string.Equals(entry.Segment, segment, StringComparison.OrdinalIgnoreCase)).Select(static entry => (entry.At, entry.To))]);
}
