using System.Globalization;

namespace Progressive.Rollouts;

/// <summary>What a rollout waits for, in words.</summary>
internal static class RolloutWaiting
{
    /// <summary>What the plan waits for after a tick; null for nothing.</summary>
    public static string? For(Plan plan, RolloutState state, RolloutEvent.Tick tick)
    {
        var evidence = state.IsHolding ? tick.Evidence : null;
        var isMoving = state.Phase == RolloutPhase.Progressing || PlanCourse.IsCommitAhead(plan, state);
        var freeze = isMoving && tick.Freeze is { } frozen ? $"frozen by {frozen}" : null;
        var ceiling = state.Phase == RolloutPhase.Progressing && PlanCourse.IsAtCeiling(plan, state) ? $"at its ceiling UpTo {plan.UpTo}" : null;
        return Together(ceiling, freeze, evidence);
    }

    /// <summary>That, and what else keeps calls or values from coming.</summary>
    public static string? Of(string? waiting, RolloutSpec spec, RolloutEnvironment environment) => Together(
        [
            waiting,
            .. spec.Metrics.All.Select(metric => environment.MetricProblem(metric.Key) is { } problem ? $"metric '{metric.Key}': {problem}" : null),
            environment.Live.MissingKeys(spec.Flag) is > 0 and var missing
                ? string.Create(CultureInfo.InvariantCulture, $"{missing} calls had no sticking key and were served the default")
                : null,
        ]);

    private static string? Together(params ReadOnlySpan<string?> reasons)
    {
        // Nothing is the usual answer, and asked for on every tick.
        string? said = null;
        foreach (var reason in reasons)
        {
            said = said is null ? reason : reason is null ? said : $"{said}; {reason}";
        }

        return said;
    }
}
