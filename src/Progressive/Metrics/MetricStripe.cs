using System.Runtime.CompilerServices;
using Progressive.Statistics;

namespace Progressive.Metrics;

/// <summary>The counters one share of the threads writes. Padded on both sides, or two stripes on one cache line would cost what one counter for all costs.</summary>
internal sealed class MetricStripe
{
    internal const int Started = 6;
    internal const int Abandoned = 7;
    internal const int RepeatedRejected = 8;
    internal const int RepeatedError = 9;
    private const int FirstLate = 10;
    private const int Cells = FirstLate + (4 * LateCounts.Classes);

    // 128 bytes: a line and the one the prefetcher pairs with it.
    private const int Padding = 128 / sizeof(long);

    private readonly long[] _cells = new long[Padding + Cells + Padding];
    private readonly long[] _durations = new long[DurationBuckets.Count];

    private volatile bool _hasLate;

    /// <summary>Whether any late cell may be above 0; most variants never have one. Set before the cell is counted.</summary>
    internal bool HasLate
    {
        get => _hasLate;
        set
        {
            // A line that all threads read stays theirs as long as nobody writes it.
            if (!_hasLate)
            {
                _hasLate = value;
            }
        }
    }

    internal ReadOnlySpan<long> Durations => _durations;

    internal static int CellOf(OutcomeKind kind, bool randomised) => ((int)kind << 1) + (randomised ? 1 : 0);

    /// <summary>The first of the cells, one for each <see cref="LateCounts"/> class, of bad calls that started before the tick they ended in; they are not in <see cref="CellOf"/>.</summary>
    internal static int LateCellsOf(OutcomeKind kind, bool randomised) => FirstLate + ((CellOf(kind, randomised) - CellOf(OutcomeKind.Rejected, false)) * LateCounts.Classes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Count(int cell) => Interlocked.Increment(ref _cells[Padding + cell]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountDuration(double seconds) => Interlocked.Increment(ref _durations[DurationBuckets.IndexOf(seconds)]);

    internal long Read(int cell) => Volatile.Read(ref _cells[Padding + cell]);
}
