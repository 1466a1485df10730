using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>Sums of log likelihood ratios, several for each of <see cref="NextShares"/>: a plain mixture, as what is asked is whether the candidate is good, not since when.</summary>
internal sealed class ExclusionSums(int alternatives)
{
    // Beyond this nothing changes any more, and sums of both signs stay far from infinity.
    private const double Largest = 1e6;

    private readonly double[] _sums = new double[NextShares.Count * alternatives];

    internal int Length => _sums.Length;

    internal Span<double> this[int share] => _sums.AsSpan(share * alternatives, alternatives);

    /// <summary>The logarithm of the e-value against the candidate being as bad as the share would not allow.</summary>
    internal double LogE(int share) => LogSpace.SumExp(this[share]) - Math.Log(alternatives);

    /// <summary>
    /// How many more candidate calls it takes if the evidence grows as it did over <paramref name="calls"/>; 0 when it is enough, <see cref="long.MaxValue"/> when it shrinks
    /// or nothing is known yet.
    /// </summary>
    internal long MissingCalls(int share, long calls, double needed)
    {
        if (LogE(share) >= needed)
        {
            return 0;
        }

        if (calls <= 0)
        {
            return long.MaxValue;
        }

        // Each alternative goes on at its own pace, and one that reaches the whole mixture's level alone is enough.
        var best = double.PositiveInfinity;
        foreach (var sum in this[share])
        {
            if (sum > 0)
            {
                best = Math.Min(best, ((needed + Math.Log(alternatives)) / sum * calls) - calls);
            }
        }

        return best < 1L << 50 ? Math.Max(1, (long)Math.Ceiling(best)) : long.MaxValue;
    }

    internal void Save(Span<double> destination)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            destination[i] = Math.Round(Math.Clamp(_sums[i], -Largest, Largest), 6);
        }
    }

    internal void Restore(ReadOnlySpan<double> saved)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] = double.IsNaN(saved[i]) ? 0 : Math.Clamp(saved[i], -Largest, Largest);
        }
    }
}
