using System.Globalization;
using System.Text.Json.Nodes;

namespace Progressive.Migration;

/// <summary><c>$flagd.timestamp</c>, whole seconds since 1970, compared with a number: a schedule with one end.</summary>
internal static class FlagdTime
{
    private static readonly double s_last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static Clause Read(string op, double bound)
    {
        // The time is a whole number: above 5.5 it is from 6 on, and above 5 as well.
        var first = op is "<" or ">=" ? Math.Ceiling(bound) : Math.Floor(bound) + 1;
        var isFrom = op is ">" or ">=";
        if (first <= 0 || first > s_last || double.IsNaN(first))
        {
            return Clause.Of(isFrom == first <= 0);
        }

        var moment = DateTimeOffset.FromUnixTimeSeconds((long)first).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Clause.Of("schedule", new JsonObject { [isFrom ? "From" : "To"] = moment });
    }
}
