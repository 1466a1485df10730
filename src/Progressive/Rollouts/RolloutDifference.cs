using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>What keeps a rollout from what its definition asks, in words: for whoever compares a file with what runs.</summary>
internal static class RolloutDifference
{
    /// <param name="spec">What the definition asks.</param>
    /// <param name="state">What is in force.</param>
    /// <param name="isOpen">Whether it has been taken up here.</param>
    /// <param name="waiting">What it waits for.</param>
    /// <returns>The difference; null where there is none.</returns>
    public static string? Of(RolloutSpec spec, RolloutState state, bool isOpen, string? waiting)
    {
        var desired = spec.Plan.UpTo;
        if (state.IsCommitted)
        {
            return state.Weight == desired ? Why(spec, state, waiting)
                : $"{state.Weight} instead of {desired}: revision {spec.Revision} is committed, which no ceiling takes back";
        }

        if (!isOpen)
        {
            return $"0% instead of {desired}: revision {spec.Revision} is not taken up yet, {waiting ?? "its saved state is not known"}";
        }

        return Why(spec, state, waiting) is { } why ? $"{state.Weight} instead of {desired}: {why}" : null;
    }

    private static string? Why(RolloutSpec spec, RolloutState state, string? waiting)
    {
        var last = state.History is [.., var entry] ? entry.Explanation : "";
        var step = Step(spec.Plan, state);
        return state.Phase switch
        {
            RolloutPhase.RolledBack => $"revision {spec.Revision} was rolled back ({state.Reason}: {last}); retry it, or define another revision",
            RolloutPhase.Paused when state.Reason == RolloutReason.Approval => $"{step} waits for an approval",
            RolloutPhase.Paused => $"{step} is paused ({state.Reason}: {last})",
            RolloutPhase.Promoted when PlanCourse.IsCommitAhead(spec.Plan, state) => $"{step} is not committed yet{After(waiting)}",
            RolloutPhase.Promoted => null,
            _ when state.Weight == spec.Plan.UpTo && state.Weight < Share.All => null,
            _ => $"{step} is not over{After(waiting)}",
        };
    }

    private static string Step(Plan plan, RolloutState state) =>
        state.Step < 0 ? "what comes before the first step" : $"step {state.Step + 1} of {plan.Steps.Count} ({plan.Steps[state.Step]})";

    private static string After(string? waiting) => waiting is null ? "" : $", {waiting}";
}
