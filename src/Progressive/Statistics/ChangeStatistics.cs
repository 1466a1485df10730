namespace Progressive.Statistics;

/// <summary>One step of the statistics that find a change at an unknown time, from the e-value of the newest block.</summary>
internal static class ChangeStatistics
{
    /// <summary>Shiryaev-Roberts: the sum over every possible onset. At an alarm level A it runs at least A blocks between false alarms, on average.</summary>
    internal static double ShiryaevRoberts(double previous, double e) => (previous + 1) * e;

    /// <summary>CUSUM: the most likely onset; starts at 0, which stands for "no onset yet".</summary>
    internal static double Cusum(double previous, double e) => Math.Max(previous, 1) * e;

    /// <summary>Shiryaev-Roberts with onset weights that sum to at most 1: itself an e-process, so a false alarm <em>ever</em> has probability alpha.</summary>
    internal static double Weighted(double previous, double weight, double e) => (previous + weight) * e;
}
