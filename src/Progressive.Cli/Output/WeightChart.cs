using System.Text;
using Progressive.Simulation;

namespace Progressive.Cli.Output;

/// <summary>The candidate's median share over time in block characters.</summary>
internal static class WeightChart
{
    private const int Width = 72;
    private const int Height = 8;
    private const string Color = "\e[36m";
    private const string Plain = "\e[0m";

    private static ReadOnlySpan<char> Eighths => " ▁▂▃▄▅▆▇█";

    public static void Write(TextWriter writer, IReadOnlyList<SimulatedWeight> weights, bool hasColor)
    {
        var shares = Enumerable.Range(0, Width).Select(column => weights[(column * 2 + 1) * (weights.Count - 1) / (2 * Width)].Median.Fraction).ToArray();
        for (var row = Height - 1; row >= 0; row--)
        {
            var line = new StringBuilder();
            foreach (var share in shares)
            {
                // A share that is too small to be drawn is drawn all the same: it is not nothing.
                var eighths = share * Height * 8;
                var filled = Math.Clamp((int)Math.Round(eighths) - (row * 8), 0, 8);
                line.Append(Eighths[row == 0 && share > 0 ? Math.Max(1, filled) : filled]);
            }

            var label = row switch { Height - 1 => "100%", Height / 2 => " 50%", 0 => "  0%", _ => "    " };
            var blocks = line.ToString().TrimEnd();
            writer.WriteLine($"  {label} |{(hasColor && blocks.Length > 0 ? Color + blocks + Plain : blocks)}");
        }

        writer.WriteLine($"       +{new string('-', Width)}");
        var end = Words.Time(weights[^1].At);
        var half = Words.Time(weights[weights.Count / 2].At);
        writer.WriteLine($"       0{half.PadLeft((Width / 2) + (half.Length / 2))}{end.PadLeft(Width - (Width / 2) - (half.Length / 2))}");
    }
}
