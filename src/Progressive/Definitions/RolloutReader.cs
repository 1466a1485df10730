using System.Text.Json.Nodes;
using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads how a flag's rollout goes: the name of a plan, or a plan written at the flag.</summary>
internal static class RolloutReader
{
    public static Plan? Read(Written written, string flag, IReadOnlyDictionary<string, Plan?> plans)
    {
        if (written.Node is not JsonObject members)
        {
            return written.Text("Rollout") is { Length: > 0 } name ? Find(written, flag, name, plans) : null;
        }

        if (!members.TryGetPropertyValue("Plan", out var plan))
        {
            return PlanReader.Read(written, flag, $"Rollout '{flag}'");
        }

        foreach (var (name, _) in members)
        {
            if (!name.Equals("Plan", StringComparison.OrdinalIgnoreCase))
            {
                written.At(name, null).Complain(MemberNames.Unexpected(name, $"rollout '{flag}', which names a plan,", ["Plan"], ["UpTo"]));
            }
        }

        var named = written.At("Plan", plan);
        if (named.Text("Plan") is { Length: > 0 } shared)
        {
            return Find(named, flag, shared, plans);
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
