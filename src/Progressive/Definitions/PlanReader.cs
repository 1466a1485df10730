using System.Globalization;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads plans, shared ones and those written at a flag.</summary>
internal static class PlanReader
{
    private const long MostWarmUpCalls = 1_000_000;

    internal static readonly string[] Known = ["Steps", "Guards", "OnBreach", "Bake", "MaxHold", "OnUndecided", "Freeze", "UpTo", "WarmUp", "WarmUpCalls"];

    /// <param name="written">The plan.</param>
    /// <param name="name">The plan's name, or the flag's key.</param>
    /// <param name="label">How messages call it: <c>Plan 'standard'</c>, <c>Rollout 'checkout'</c>.</param>
    /// <param name="isShared">Whether flags name it. The ceiling is each flag's own.</param>
    /// <param name="metrics">What guards may be on.</param>
    /// <param name="segments">What steps may be of.</param>
    /// <returns>The plan, or null when something is wrong with it.</returns>
    public static Plan? Read(Written written, string name, string label, bool isShared, MetricSet metrics, SegmentCatalog segments)
    {
        var before = written.Problems.Count;
        var steps = new List<(Step Step, Written Written)>();
        var guards = default(Written);
        var undecided = default(Written);
        var warmUp = default(Written);
        var plan = new Plan { Name = name, Steps = [] };
        foreach (var member in written.Members(label))
        {
            switch (member.Path.Name.ToUpperInvariant())
            {
                case "STEPS":
                    steps = ReadSteps(member);
                    break;
                case "GUARDS":
                    guards = member;
                    plan = plan with { Guards = GuardReader.Read(member, metrics.Find) };
                    break;
                case "ONBREACH":
                    plan = plan with { OnBreach = PlanWords.Breach(member) };
                    break;
                case "BAKE":
                    plan = plan with { Bake = PlanWords.Duration(member, "Bake") ?? TimeSpan.Zero };
                    break;
                case "MAXHOLD":
                    plan = plan with { MaxHold = ReadMaxHold(member) };
                    break;
                case "ONUNDECIDED":
                    undecided = member;
                    plan = plan with { OnUndecided = PlanWords.Undecided(member) };
                    break;
                case "FREEZE":
                    plan = plan with { Freeze = FreezeReader.Read(member) };
                    break;
                case "WARMUP":
                    warmUp = member;
                    plan = plan with { WarmUp = PlanWords.Duration(member, "WarmUp") ?? TimeSpan.Zero };
                    break;
                case "WARMUPCALLS":
                    warmUp = member;
                    plan = plan with { WarmUpCalls = ReadWarmUpCalls(member) };
                    break;
                case "UPTO" when isShared:
                    member.Complain(
                        ErrorCodes.CeilingOfSharedPlan,
                        $"UpTo is a flag's own, and {label} is shared. Write \"Rollout\": {{ \"Plan\": \"{name}\", \"UpTo\": \"10%\" }} at the flag.");
                    break;
                case "UPTO":
                    plan = plan with { UpTo = ReadCeiling(member) };
                    break;
                default:
                    member.Complain(MemberNames.Unexpected(member.Path.Name, char.ToLowerInvariant(label[0]) + label[1..], Known, []));
                    break;
            }
        }

        if (written.Problems.Count > before)
        {
            return null;
        }

        plan = plan with { Steps = [.. steps.Select(s => s.Step)] };
        StepRules.Check(written, label, steps, plan.Guards, segments);
        if (written.Problems.Count == before)
        {
            GuardFeeding.Check(guards, label, plan);
        }

        if (plan is { OnUndecided: not UndecidedAction.Hold, MaxHold: null })
        {
            undecided.Complain(
                ErrorCodes.UndecidedWithoutLimit,
                $"{label} says \"OnUndecided\": \"{PlanWords.Of(plan.OnUndecided)}\" and not after how long. Add \"MaxHold\": \"24h\", or remove OnUndecided to hold for as long as it takes.");
        }

        if ((plan.WarmUp > TimeSpan.Zero || plan.WarmUpCalls > 0) && !plan.Guards.Any(static guard => guard.Metric == GuardMetric.Latency))
        {
            warmUp.Complain(
                ErrorCodes.WarmUpWithoutLatency,
                $"{label} has a warm-up and no guard on latency, which is all that leaves first calls out; errors always count. Add one such as 'latency p95 < 300ms', or remove {warmUp.Path.Name}.");
        }

        return written.Problems.Count > before ? null : plan;
    }

    /// <summary>The share a rollout must not go above.</summary>
    public static Share ReadCeiling(Written written)
    {
        if (written.IsEmpty || (Scalars.TryText(written.Node, out var text) && text.Length == 0))
        {
            return Share.All;
        }

        if (Scalars.TryText(written.Node, out text) && Share.TryParse(text, null, out var share))
        {
            return share;
        }

        written.Complain(ErrorCodes.InvalidShare, $"UpTo is a share, and {Scalars.Show(written.Node)} is none. Write a percentage from 0% to 100% with at most four decimals, such as '10%'.");
        return Share.All;
    }

    private static List<(Step Step, Written Written)> ReadSteps(Written written)
    {
        var steps = new List<(Step, Written)>();
        foreach (var item in written.List("Steps"))
        {
            if (item.Text("Each of Steps") is not { } text)
            {
                if (item.IsEmpty)
                {
                    item.Complain(ErrorCodes.InvalidStep, "The step is empty. Write '10% for 30m', '10%', 'approval' or '100%'.");
                }

                continue;
            }

            if (Step.TryParse(text, out var step, out var error))
            {
                steps.Add((step, item));
            }
            else
            {
                item.ComplainInFull(error);
            }
        }

        return steps;
    }

    private static long ReadWarmUpCalls(Written written)
    {
        var text = Scalars.TryText(written.Node, out var quoted) ? quoted : written.Node is JsonValue scalar ? scalar.ToJsonString() : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) && calls <= MostWarmUpCalls)
        {
            return calls;
        }

        written.Complain(ErrorCodes.WarmUpCalls, $"WarmUpCalls is a number of calls from 0 to {MostWarmUpCalls}, and {Scalars.Show(written.Node)} is none. Write for example 100.");
        return 0;
    }

    private static TimeSpan? ReadMaxHold(Written written)
    {
        var limit = PlanWords.Duration(written, "MaxHold");
        if (limit == TimeSpan.Zero)
        {
            written.Complain(ErrorCodes.Duration, "MaxHold is 0s, so no evidence could ever come in time. Write a duration such as 24h, or leave it out to hold for as long as it takes.");
        }

        return limit;
    }
}
