using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>The capitals of bets on exclusion: their mixture, what they lack, and how they are saved.</summary>
internal static class BettingSums
{
    private const double Largest = 1e6;

    internal static double LogE(BettingGrid bets) => LogSpace.SumExp(bets.LogSums) - Math.Log(bets.Count);

    /// <summary>As <see cref="ExclusionSums.MissingCalls"/>.</summary>
    internal static long MissingCalls(BettingGrid bets, long calls, double needed)
    {
        var best = double.PositiveInfinity;
        foreach (var sum in bets.LogSums)
        {
            if (sum > 0 && calls > 0)
            {
                best = Math.Min(best, ((needed + Math.Log(bets.Count)) / sum * calls) - calls);
            }
        }

        return best < 1L << 50 ? Math.Max(1, (long)Math.Ceiling(best)) : long.MaxValue;
    }

    internal static void Save(BettingGrid[] bets, Span<double> destination)
    {
        for (var i = 0; i < bets.Length; i++)
        {
            for (var k = 0; k < bets[i].Count; k++)
            {
                destination[(i * bets[i].Count) + k] = Math.Round(Math.Clamp(bets[i].LogSums[k], -Largest, Largest), 6);
            }
        }
    }

    internal static void Restore(BettingGrid[] bets, ReadOnlySpan<double> saved)
    {
        Span<double> logs = stackalloc double[BettingGrid.Alternatives];
        for (var i = 0; i < bets.Length; i++)
        {
            for (var k = 0; k < bets[i].Count; k++)
            {
                var log = saved[(i * bets[i].Count) + k];
                logs[k] = double.IsNaN(log) ? 0 : Math.Clamp(log, -Largest, Largest);
            }

            bets[i].Restore(logs[..bets[i].Count]);
        }
    }
}
