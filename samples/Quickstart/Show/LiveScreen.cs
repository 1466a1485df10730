using System.Globalization;
using System.Text;

namespace Quickstart.Show;

/// <summary>A few lines of a terminal, drawn over again.</summary>
internal sealed class LiveScreen(TextWriter output, bool useColor) : Screen
{
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Gray = "90";
    private const string Ellipsis = "...";
    private const int BarWidth = 40;
    private const int NarrowestTerminal = 20;

    private int _lines;

    public override void Open(string address) => output.WriteLine(address);

    public override void Show(IReadOnlyList<Act> acts, TimeSpan elapsed)
    {
        var lines = new List<(string Text, string? Color)> { ("", null) };
        foreach (var act in acts)
        {
            var share = act.Status?.Weight.Fraction ?? 0;
            var bar = new string('#', (int)Math.Ceiling(share * BarWidth)).PadRight(BarWidth, '.');
            lines.Add(($"{act.Flag,-12} [{bar}] {act.Status?.Weight.ToString() ?? "",4}  {Result(act)}", ColorOf(act)));
            lines.Add(($"{"",-12} {act.Title}; {Answers(act)}", null));
            lines.Add(($"{"",-12} {Remark(act)}", Gray));
        }

        lines.Add((FormattableString.Invariant($"{elapsed:m\\:ss}"), Gray));
        Draw(lines);
    }

    public override void Close(IReadOnlyList<Act> acts) => output.Flush();

    public override void Say(string line) => output.WriteLine(line);

    // What it waits for, or the evidence that ended it.
    private static string? Remark(Act act) => act.TimeToEnding is null ? act.Status?.Waiting : act.Status?.History.LastOrDefault(t => t.What != "baked")?.Explanation;

    private static string? ColorOf(Act act) => act switch
    {
        { Status: null } => Gray,
        { TimeToEnding: null } => Yellow,
        { IsPromoted: true } => Green,
        _ => Red,
    };

    private void Draw(List<(string Text, string? Color)> lines)
    {
        // One write, so that no terminal shows half a picture; no line wraps, or the next picture would be drawn too low.
        var width = Math.Max(NarrowestTerminal, Console.WindowWidth) - 1;
        var picture = new StringBuilder();
        if (_lines > 0)
        {
            picture.Append(CultureInfo.InvariantCulture, $"\e[{_lines}F");
        }

        foreach (var (text, color) in lines)
        {
            var cut = text.Length > width ? text[..(width - Ellipsis.Length)] + Ellipsis : text;
            picture.Append(useColor && color is not null ? $"\e[{color}m{cut}\e[0m" : cut).Append("\e[K\n");
        }

        _lines = lines.Count;
        output.Write(picture);
        output.Flush();
    }
}
