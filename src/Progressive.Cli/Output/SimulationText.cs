using System.Globalization;
using Progressive.Definitions;
using Progressive.Rollouts;
using Progressive.Simulation;

namespace Progressive.Cli.Output;

/// <summary>A simulation for people.</summary>
internal static class SimulationText
{
    public static void Write(ToolConsole console, string flag, SimulationResult result, DefinitionValidation validation)
    {
        var writer = console.Output;
        var culture = CultureInfo.InvariantCulture;
        var name = result.Plan.Name == flag ? "a plan of its own" : $"plan '{result.Plan.Name}'";
        writer.WriteLine(string.Create(culture, $"{flag} by {name}: {result.Runs} runs at {result.Options.CallsPerSecond:0.####} calls a second, seed {result.Options.Seed}"));
        writer.WriteLine();
        WriteSteps(writer, result);
        writer.WriteLine();
        WriteEndings(writer, result);
        writer.WriteLine();
        WriteFalseRollback(writer, result);
        if (result.Faults.Count > 0)
        {
            writer.WriteLine();
            WriteFaults(writer, result);
        }

        writer.WriteLine();
        writer.WriteLine("The candidate's share, median of the runs");
        WeightChart.Write(writer, result.Weights, console.HasColor);
        WriteList(writer, "Assumed", validation.Assumptions.Concat(result.Assumptions));
        WriteList(writer, "Warnings", result.Warnings);
        if (result.Options.Runs is null && result.Runs < SimulationOptions.UsualRuns)
        {
            console.Error.WriteLine(string.Create(culture, $"{result.Runs} runs instead of {SimulationOptions.UsualRuns}, as each is long; --runs asks for more."));
        }
    }

    private static void WriteSteps(TextWriter writer, SimulationResult result)
    {
        var table = new TextTable("step", "ends", "p10 - p90", "runs", "candidate calls", "sees error rates from");
        foreach (var step in result.Steps)
        {
            var text = step.Step.Promotes && result.Plan.Bake > TimeSpan.Zero ? $"{step.Step}, bake {Words.Time(result.Plan.Bake)}" : step.Step.ToString();
            table.Add(
                text,
                step.Ends is { } ends ? Words.Time(ends.Median) : "never",
                step.Ends is { } spread ? $"{Words.Time(spread.P10)} - {Words.Time(spread.P90)}" : "",
                step.EndedRuns.ToString(CultureInfo.InvariantCulture),
                step.Step.Kind == StepKind.Share ? Words.Count(step.CandidateCalls) : "",
                step.VisibleErrorRate is { } visible ? visible >= 1 ? "none" : Words.Percent(visible) : "");
        }

        table.Write(writer);
    }

    private static void WriteEndings(TextWriter writer, SimulationResult result)
    {
        var table = new TextTable("ending", "chance", "when", "p10 - p90");
        foreach (var ending in result.Endings)
        {
            table.Add(
                ending.Cause.Length == 0 ? ending.Ending : $"{ending.Ending}: {ending.Cause}",
                $"{Words.Percent(ending.Probability)}{(ending.StandardError > 0 ? $" ± {Words.Percent(ending.StandardError)}" : "")}",
                ending.Ends is { } ends ? Words.Time(ends.Median) : "",
                ending.Ends is { } spread ? $"{Words.Time(spread.P10)} - {Words.Time(spread.P90)}" : "");
        }

        table.Write(writer);
    }

    private static void WriteFalseRollback(TextWriter writer, SimulationResult result)
    {
        var (healthy, runs) = (result.FalseRollback, result.HealthyRuns);

        // Rule of three: with none of n, rates above 3/n are excluded at 95 %.
        var doubt = healthy.Runs == 0 ? $"at most {Words.Percent(Math.Min(1, 3.0 / runs))} with 95 % confidence" : $"standard error {Words.Percent(healthy.StandardError)}";
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A candidate like stable is stopped by mistake in {healthy.Runs} of {runs} runs: {Words.Percent(healthy.Probability)}, {doubt}{(healthy.Runs == 0 ? "" : $", by {healthy.Cause}")}"));
    }

    private static void WriteFaults(TextWriter writer, SimulationResult result)
    {
        writer.WriteLine("Bad answers until a faulty candidate is stopped");
        var table = new TextTable("guard", "candidate", "bad answers", "p90", "calls", "stopped", "after", "p10 - p90");
        foreach (var fault in result.Faults)
        {
            var what = fault.Guard.Metric == "rejection_rate" ? "rejects" : "fails";
            table.Add(
                fault.Guard.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{what} {Words.Percent(fault.Rate)} ({fault.Factor:0.##}x)"),
                double.IsNaN(fault.MeanBadCalls) ? "" : $"{Words.Count(fault.MeanBadCalls)}{(double.IsNaN(fault.StandardError) ? "" : $" ± {fault.StandardError.ToString(fault.StandardError < 10 ? "0.##" : "0", CultureInfo.InvariantCulture)}")}",
                fault.Stopped == 0 ? "" : Words.Count(fault.MostBadCalls),
                double.IsNaN(fault.MeanCalls) ? "" : Words.Count(fault.MeanCalls),
                Words.Percent(fault.Stopped / (double)fault.Runs),
                fault.Ends is { } ends ? Words.Time(ends.Median) : "",
                fault.Ends is { } spread ? $"{Words.Time(spread.P10)} - {Words.Time(spread.P90)}" : "");
        }

        table.Write(writer);
    }

    private static void WriteList(TextWriter writer, string title, IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            if (isFirst)
            {
                writer.WriteLine();
                writer.WriteLine(title);
                isFirst = false;
            }

            writer.WriteLine($"  - {line}");
        }
    }
}
