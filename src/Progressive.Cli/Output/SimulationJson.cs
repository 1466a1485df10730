using System.Text.Json;
using Progressive.Definitions;
using Progressive.Simulation;

namespace Progressive.Cli.Output;

/// <summary>The JSON of <c>simulate</c>; docs/reference/cli.md is its contract. Times are in seconds since the start, shares and rates fractions of 1.</summary>
internal static class SimulationJson
{
    public static string Write(string flag, SimulationResult result, DefinitionValidation validation) => JsonText.Write(json =>
    {
        json.WriteString("flag", flag);
        json.WriteString("plan", result.Plan.Name);
        json.WriteNumber("runs", result.Runs);
        json.WriteNumber("seed", result.Options.Seed);
        json.WriteNumber("rps", result.Options.CallsPerSecond);
        json.WriteString("stable", result.Options.Stable.ToString());
        json.WriteString("candidate", (result.Options.Candidate ?? result.Options.Stable).ToString());
        json.WriteStartArray("steps");
        foreach (var step in result.Steps)
        {
            json.WriteStartObject();
            json.WriteString("step", step.Step.ToString());
            WriteTimes(json, "ends", step.Ends);
            json.WriteNumber("endedRuns", step.EndedRuns);
            json.WriteNumber("candidateCalls", (double?)step.CandidateCalls);
            json.WriteNumber("visibleErrorRate", step.VisibleErrorRate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("endings");
        foreach (var ending in result.Endings)
        {
            json.WriteStartObject();
            WriteEnding(json, ending);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("falseRollback");
        WriteEnding(json, result.FalseRollback);
        json.WriteNumber("ofRuns", result.HealthyRuns);
        json.WriteEndObject();
        json.WriteStartArray("faults");
        foreach (var fault in result.Faults)
        {
            json.WriteStartObject();
            json.WriteString("guard", fault.Guard.ToString());
            json.WriteNumber("factor", fault.Factor);
            json.WriteNumber("rate", (double?)fault.Rate);
            json.WriteNumber("runs", fault.Runs);
            json.WriteNumber("stopped", fault.Stopped);
            json.WriteNumber("meanBadCalls", (double?)fault.MeanBadCalls);
            json.WriteNumber("standardError", (double?)fault.StandardError);
            json.WriteNumber("p90BadCalls", fault.MostBadCalls);
            json.WriteNumber("meanCalls", (double?)fault.MeanCalls);
            WriteTimes(json, "ends", fault.Ends);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (var weight in result.Weights)
        {
            json.WriteStartObject();
            json.WriteNumber("at", (double?)weight.At.TotalSeconds);
            json.WriteNumber("p10", weight.P10.Fraction);
            json.WriteNumber("median", weight.Median.Fraction);
            json.WriteNumber("p90", weight.P90.Fraction);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("assumptions", validation.Assumptions.Concat(result.Assumptions));
        json.WriteTexts("warnings", result.Warnings);
        json.WriteNumber("simulatedCalls", result.SimulatedCalls);
    });

    private static void WriteEnding(Utf8JsonWriter json, SimulatedEnding ending)
    {
        json.WriteString("ending", ending.Ending);
        json.WriteString("cause", ending.Cause);
        json.WriteNumber("runs", ending.Runs);
        json.WriteNumber("probability", (double?)ending.Probability);
        json.WriteNumber("standardError", (double?)ending.StandardError);
        WriteTimes(json, "ends", ending.Ends);
    }

    private static void WriteTimes(Utf8JsonWriter json, string name, SimulatedTimes? times)
    {
        if (times is not { } ends)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("p10", (double?)ends.P10.TotalSeconds);
        json.WriteNumber("median", (double?)ends.Median.TotalSeconds);
        json.WriteNumber("p90", (double?)ends.P90.TotalSeconds);
        json.WriteEndObject();
    }
}
