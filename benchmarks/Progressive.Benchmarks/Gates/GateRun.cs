using System.Globalization;

namespace Progressive.Benchmarks.Gates;

/// <summary>Measures the gates one after the other and prints what came out.</summary>
internal sealed class GateRun(TextWriter output)
{
    // A neighbour on the machine can spoil a measurement and cannot make one too good: a gate that fails is measured again, and the best counts.
    private const int Attempts = 5;

    private int _passed;
    private int _failed;

    public void Head(string group) => Line(group, "measured", "limit", "");

    public void Run(Gate gate)
    {
        var best = gate.Measure();
        for (var attempt = 1; attempt < Attempts && !gate.IsKept(best); attempt++)
        {
            best = gate.Better(best, gate.Measure());
        }

        var kept = gate.IsKept(best);
        _ = kept ? _passed++ : _failed++;
        Line(gate.What, Text(best, gate.Unit), (gate.AtLeast ? ">= " : "<= ") + Text(gate.Limit, gate.Unit), kept ? "pass" : "FAIL");
    }

    /// <summary>A figure without a limit, for comparison.</summary>
    public void Tell(string what, double measured, string unit) => Line(what, Text(measured, unit), "", "");

    public int End()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gates: {_passed} passed, {_failed} failed"));
        return _failed == 0 ? 0 : 1;
    }

    private static string Text(double value, string unit) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture) + " " + unit;

    private void Line(string what, string measured, string limit, string verdict)
    {
        output.WriteLine($"{what,-96} {measured,14} {limit,14} {verdict}".TrimEnd());
        output.Flush();
    }
}
