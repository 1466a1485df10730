namespace Progressive.Simulation;

/// <summary>When something happened in the runs in which it did, counted from the start of the rollout.</summary>
/// <param name="P10">One run in ten was as quick.</param>
/// <param name="Median">Half of the runs were.</param>
/// <param name="P90">One run in ten was as slow.</param>
public readonly record struct SimulatedTimes(TimeSpan P10, TimeSpan Median, TimeSpan P90)
{
    internal static SimulatedTimes? Of(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted.Length == 0 ? null : new(sorted[Rank(0.1, sorted.Length)], sorted[Rank(0.5, sorted.Length)], sorted[Rank(0.9, sorted.Length)]);
    }

    /// <summary>The nearest rank.</summary>
    internal static int Rank(double quantile, int count) => Math.Clamp((int)Math.Ceiling(quantile * count) - 1, 0, count - 1);
}
