using System.Globalization;
using System.Net;
using System.Text;
using Progressive.Simulation;

namespace Progressive.Cli.Output;

/// <summary>The candidate's share over time as a picture: one SVG file that needs nothing else and follows the reader's light or dark theme.</summary>
internal static class WeightPicture
{
    private const double Left = 72;
    private const double Top = 64;
    private const double Width = 760;
    private const double Height = 320;
    private const int TotalWidth = 872;
    private const int TotalHeight = 452;

    private const string Style = """
        <style>
          .page { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #52606d } .grid { stroke: #d9dee4 } .axis { stroke: #7b8794 }
          .median { stroke: #0b69c7; stroke-width: 2.5; fill: none } .band { fill: #0b69c7; fill-opacity: 0.18 }
          text { font-family: system-ui, -apple-system, "Segoe UI", sans-serif; font-size: 13px }
          .title { font-size: 17px; font-weight: 600 }
          @media (prefers-color-scheme: dark) {
            .page { fill: #12181f } .ink { fill: #e8edf2 } .soft { fill: #a9b4c0 } .grid { stroke: #2c3742 } .axis { stroke: #8592a0 }
            .median { stroke: #6cb6ff } .band { fill: #6cb6ff; fill-opacity: 0.22 }
          }
        </style>
        """;

    public static string Draw(string flag, SimulationResult result)
    {
        var picture = new StringBuilder();
        var end = result.Weights[^1].At;
        picture.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {TotalWidth} {TotalHeight}\" role=\"img\" aria-labelledby=\"title desc\">\n");
        picture.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{Escaped($"Simulated rollout of {flag}")}</title>\n<desc id=\"desc\">{Escaped(Subtitle(result))}</desc>\n");
        picture.Append(Style).Append('\n');
        picture.Append(CultureInfo.InvariantCulture, $"<rect class=\"page\" width=\"{TotalWidth}\" height=\"{TotalHeight}\"/>\n");
        Text(picture, Left, 28, "title ink", "start", $"Simulated rollout of {flag}, plan '{result.Plan.Name}'");
        Text(picture, Left, 48, "soft", "start", Subtitle(result));
        DrawShares(picture);
        DrawTimes(picture, end);
        DrawBand(picture, result.Weights, end);
        DrawMedian(picture, result.Weights, end);
        DrawLegend(picture);
        return picture.Append("</svg>\n").ToString();
    }

    private static string Subtitle(SimulationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Runs} runs at {result.Options.CallsPerSecond:0.####} calls a second: {string.Join(", ", result.Endings.GroupBy(e => e.Ending).Select(e => $"{Words.Percent(e.Sum(one => one.Probability))} {e.Key}"))}");

    private static void DrawShares(StringBuilder picture)
    {
        for (var percent = 0; percent <= 100; percent += 25)
        {
            var y = Top + (Height * (100 - percent) / 100);
            Line(picture, Left, y, Left + Width, y, percent == 0 ? "axis" : "grid");
            Text(picture, Left - 10, y + 4.5, "soft", "end", $"{percent}%");
        }

        picture.Append(CultureInfo.InvariantCulture, $"<text class=\"soft\" text-anchor=\"middle\" transform=\"translate(18 {Top + (Height / 2)}) rotate(-90)\">candidate's share of calls</text>\n");
    }

    private static void DrawTimes(StringBuilder picture, TimeSpan end)
    {
        var between = Interval(end);
        for (var at = TimeSpan.Zero; at <= end; at += between)
        {
            var x = X(at, end);
            Line(picture, x, Top + Height, x, Top + Height + 5, "axis");
            Text(picture, x, Top + Height + 21, "soft", "middle", at == TimeSpan.Zero ? "0" : Words.Time(at));
        }

        Text(picture, Left + (Width / 2), Top + Height + 44, "soft", "middle", "time since the start of the rollout");
    }

    private static void DrawBand(StringBuilder picture, IReadOnlyList<SimulatedWeight> weights, TimeSpan end)
    {
        picture.Append("<path class=\"band\" d=\"");
        Steps(picture, weights, end, static weight => weight.P90.Fraction, isFirst: true);
        var back = new StringBuilder();
        for (var i = weights.Count - 1; i >= 0; i--)
        {
            back.Append(CultureInfo.InvariantCulture, $"L{X(weights[Math.Min(i + 1, weights.Count - 1)].At, end):0.#} {Y(weights[i].P10.Fraction):0.#}L{X(weights[i].At, end):0.#} {Y(weights[i].P10.Fraction):0.#}");
        }

        picture.Append(back).Append("Z\"/>\n");
    }

    private static void DrawMedian(StringBuilder picture, IReadOnlyList<SimulatedWeight> weights, TimeSpan end)
    {
        picture.Append("<path class=\"median\" d=\"");
        Steps(picture, weights, end, static weight => weight.Median.Fraction, isFirst: true);
        picture.Append("\"/>\n");
    }

    // A share holds until it changes.
    private static void Steps(StringBuilder picture, IReadOnlyList<SimulatedWeight> weights, TimeSpan end, Func<SimulatedWeight, double> share, bool isFirst)
    {
        var before = double.NaN;
        for (var i = 0; i < weights.Count; i++)
        {
            var now = share(weights[i]);
            if (now == before && i < weights.Count - 1)
            {
                continue;
            }

            var x = X(weights[i].At, end);
            if (isFirst)
            {
                picture.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {Y(now):0.#}");
                isFirst = false;
            }
            else
            {
                picture.Append(CultureInfo.InvariantCulture, $"H{x:0.#}V{Y(now):0.#}");
            }

            before = now;
        }
    }

    private static void DrawLegend(StringBuilder picture)
    {
        Line(picture, Left + Width - 230, 24, Left + Width - 206, 24, "median");
        Text(picture, Left + Width - 200, 28.5, "ink", "start", "median");
        picture.Append(CultureInfo.InvariantCulture, $"<rect class=\"band\" x=\"{Left + Width - 140}\" y=\"17\" width=\"24\" height=\"14\"/>\n");
        Text(picture, Left + Width - 110, 28.5, "ink", "start", "8 of 10 runs");
    }

    /// <summary>Five to ten marks at round times.</summary>
    private static TimeSpan Interval(TimeSpan end)
    {
        ReadOnlySpan<double> seconds = [0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 432000, 864000];
        foreach (var interval in seconds)
        {
            if (end.TotalSeconds / interval <= 9)
            {
                return TimeSpan.FromSeconds(interval);
            }
        }

        return TimeSpan.FromDays(Math.Ceiling(end.TotalDays / 9));
    }

    private static double X(TimeSpan at, TimeSpan end) => Left + (end > TimeSpan.Zero ? Width * (at / end) : 0);

    private static double Y(double share) => Top + (Height * (1 - share));

    private static void Line(StringBuilder picture, double x1, double y1, double x2, double y2, string @class) =>
        picture.Append(CultureInfo.InvariantCulture, $"<line class=\"{@class}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>\n");

    private static void Text(StringBuilder picture, double x, double y, string @class, string anchor, string text) =>
        picture.Append(CultureInfo.InvariantCulture, $"<text class=\"{@class}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Escaped(text)}</text>\n");

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
