using System.Globalization;

namespace Progressive.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Words
{
    public static string Percent(double share) => (share * 100).ToString(share is > 0 and < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    public static string Count(double count) => count.ToString(count < 10 ? "#,0.#" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>Two units at most: <c>2h40m</c>, <c>1d4h</c>, <c>10m12s</c>, <c>6.1s</c>.</summary>
    public static string Time(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(59.95))
        {
            return time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + "s";
        }

        if (time < TimeSpan.FromHours(1))
        {
            var seconds = (long)Math.Round(time.TotalSeconds);
            return Pair(seconds / 60, "m", seconds % 60, "s");
        }

        var minutes = (long)Math.Round(time.TotalMinutes);
        if (minutes < 48 * 60)
        {
            return Pair(minutes / 60, "h", minutes % 60, "m");
        }

        var hours = (long)Math.Round(time.TotalHours);
        return Pair(hours / 24, "d", hours % 24, "h");
    }

    private static string Pair(long large, string unit, long small, string part) =>
        string.Create(CultureInfo.InvariantCulture, $"{large}{unit}") + (small == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{small}{part}"));
}
