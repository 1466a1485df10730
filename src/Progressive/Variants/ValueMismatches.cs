using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Progressive.Diagnostics;

namespace Progressive.Variants;

/// <summary>Says of each value that is not what its reader expects, once, and counts every time.</summary>
internal sealed partial class ValueMismatches(ProgressiveTelemetry telemetry, ILogger logger)
{
    // Flags and types come from code, values from definitions: a few. The bound is for what nobody thought of.
    private const int Most = 1_000;

    private const string Correct = "Correct the value, or the type in code.";
    private const string Declare = "It comes from configuration, which makes texts of numbers and truth values: correct the value or the type in code, declare the flag's \"Type\", or move the flag to a definition file, which keeps types.";

    private readonly ConcurrentDictionary<(string Flag, string Variant, string Wanted), bool> _said = new();

    public void Report(Evaluation evaluation, string wanted, string? problem)
    {
        telemetry.ValueMismatches.Add(1, new KeyValuePair<string, object?>(TelemetryNames.FlagKey, evaluation.Flag), new KeyValuePair<string, object?>(TelemetryNames.Variant, evaluation.Variant));
        var said = (evaluation.Flag, evaluation.Variant, wanted);
        if (!_said.ContainsKey(said) && _said.Count < Most && _said.TryAdd(said, true))
        {
            Mismatch(logger, evaluation.Flag, evaluation.Variant, evaluation.Value!.Kind.ToString(), wanted, problem is null ? "" : $" ({problem})", evaluation.Value.HasTypes ? Correct : Declare);
        }
    }

    [LoggerMessage(
        EventId = 1201,
        Level = LogLevel.Warning,
        Message = ErrorCodes.ValueMismatch + ": Flag '{Flag}' serves '{Variant}', whose value is of kind {Kind}, and code reads {Wanted}{Problem}: it gets its fallback. {Fix} Said once.")]
    private static partial void Mismatch(ILogger logger, string flag, string variant, string kind, string wanted, string problem, string fix);
}
