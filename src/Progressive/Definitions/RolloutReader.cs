using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads how a flag's rollout goes: the name of a plan, a plan's name and how far to follow it, or a plan written at the flag.</summary>
internal static class RolloutReader
{
    internal static readonly string[] Known = ["Plan", "UpTo"];

    public static Plan? Read(Written written, string flag, SharedDefinitions shared)
    {
        if (written.Node is not JsonObject members)
        {
            return written.Text("Rollout") is { Length: > 0 } name ? Find(written, flag, name, shared.Plans) : null;
        }

        if (!members.TryGetPropertyValue("Plan", out var plan))
        {
            return PlanReader.Read(written, flag, $"Rollout '{flag}'", isShared: false, shared.Metrics, shared.Segments);
        }

        var ceiling = Share.All;
        foreach (var (name, node) in members)
        {
            if (name.Equals("UpTo", StringComparison.OrdinalIgnoreCase))
            {
                ceiling = PlanReader.ReadCeiling(written.At(name, node));
            }
            else if (!name.Equals("Plan", StringComparison.OrdinalIgnoreCase))
            {
                written.At(name, null).Complain(MemberNames.Unexpected(name, $"rollout '{flag}', which names a plan,", Known, []));
            }
        }

        var named = written.At("Plan", plan);
        if (named.Text("Plan") is { Length: > 0 } planName)
        {
            return Find(named, flag, planName, shared.Plans) is { } found ? found with { UpTo = ceiling } : null;
        }

        if (named.IsEmpty || Scalars.TryText(plan, out _))
        {
            named.Complain(ErrorCodes.UnknownPlan, $"The rollout of '{flag}' names no plan.");
        }

        return null;
    }

    private static Plan? Find(Written written, string flag, string name, IReadOnlyDictionary<string, Plan?> plans)
    {
        if (!plans.TryGetValue(name, out var plan))
        {
            var hint = MemberNames.Nearest(name, plans.Keys) is { } meant ? $" Did you mean '{meant}'?"
                : plans.Count > 0 ? $" There are {string.Join(", ", plans.Keys.Take(8))}."
                : " There are no plans at all.";
            written.Complain(ErrorCodes.UnknownPlan, $"Flag '{flag}' follows the plan '{Scalars.Cut(name)}', which nobody defines.{hint} Add it under Plans, or correct the name.");
        }

        return plan;
    }
}
