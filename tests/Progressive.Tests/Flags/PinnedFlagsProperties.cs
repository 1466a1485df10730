using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Metrics;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>What holds of pinned flags whatever happens.</summary>
public sealed class PinnedFlagsProperties
{
    private static readonly string[] s_variants = ["off", "blue", "green", "v0", "v1", "v2", "v3", "v4"];

    /// <summary>
    /// Whatever happens in whatever order: every answer in a scope is that of its first reading, or that of the live flags where the variant was taken
    /// away; and never a variant that may not be served.
    /// </summary>
    [Fact]
    public void Every_answer_is_the_pinned_one_or_the_live_one() => Gen.Int[0, 7].List[1, 12].Sample(steps =>
    {
        var live = new LiveFlags();
        var telemetry = new ProgressiveTelemetry();
        var flags = new FlagClient(live, new VariantRoutes(live, new MetricWindows(TimeProvider.System, new MetricCatalog()), telemetry, TimeProvider.System), telemetry, new ValueMismatches(telemetry, NullLogger.Instance));
        live.Publish([Flag("a", "v0")]);
        var context = new EvaluationContext("user-1");
        var scope = CallScope.Open(context);
        using var entered = EvaluationContext.Enter(context);
        var pinned = flags.Evaluate("a").Variant;
        foreach (var step in steps)
        {
            switch (step)
            {
                case 0: live.Publish([Flag("a", "v0")]); break;
                case 1: live.Publish([Flag("a", "v1")]); break;
                case 2: live.Update("a", s => s with { KillReason = "pager" }); break;
                case 3: live.Update("a", s => s with { KillReason = null }); break;
                case 4: live.Update("a", s => s with { Closed = s.Closed.SetItem(FlagState.KeyOf("v0", null), Availability.Closed("breached")) }); break;
                case 5: live.Update("a", s => s with { Closed = s.Closed.Clear() }); break;
                case 6: live.Update("a", s => s with { Closed = s.Closed.SetItem(FlagState.KeyOf("v1", null), Availability.Closed("breached")) }); break;
                default: live.Publish([]); break;
            }

            var answer = flags.Evaluate("a").Variant;
            var state = live.StateOf("a");
            var isDefined = live.Current.TryGet("a", out var now);
            var isTaken = isDefined && (state.KillReason is not null || state.ClosureOf(pinned, null) is not null);
            var expected = isTaken ? FlagEvaluator.Evaluate(now!, context).Variant : pinned;
            if (answer != expected || (isDefined && answer != "off" && (state.KillReason is not null || state.ClosureOf(answer, null) is not null)))
            {
                return false;
            }
        }

        scope.Abandon();
        telemetry.Dispose();
        return true;
    }, iter: 2000);

    private static CompiledFlagParts Flag(string key, string @default) =>
        FlagSample.Parts(key, s_variants, @default: @default, off: "off");
}
