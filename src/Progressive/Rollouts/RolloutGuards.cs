using System.Collections.Immutable;
using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>The guards of a rollout: a watch over them, or what they said last.</summary>
internal static class RolloutGuards
{
    public static GuardWatch Watch(
        RolloutEnvironment environment,
        RolloutSpec spec,
        RolloutState state,
        ImmutableArray<GuardEvidence> evidence,
        Func<GuardWatch, GuardEvaluator, bool> onBreach)
    {
        var candidate = environment.Windows.Get(spec.Flag, spec.Candidate, spec.Revision);
        var guards = new CandidateGuards(
            spec.Plan.Guards,
            candidate,
            environment.Windows.Get(spec.Flag, spec.Stable, spec.StableRevision),
            environment.Alpha,
            GuardHorizon.Of(spec.Plan),
            evidence,
            environment.Time.GetTimestamp(),
            spec.Metrics.Find,
            environment.Margins,
            Settled(spec.Plan, state),
            warmUp: WarmUpOf(spec.Plan, environment.Time));
        return new GuardWatch(spec.Flag, spec.Candidate, guards, candidate, environment.Time, onBreach, environment.Log);
    }

    /// <summary>As <see cref="Watch"/>, without an end: see <see cref="PromotionWatch"/>.</summary>
    public static GuardWatch WatchPromoted(
        RolloutEnvironment environment,
        RolloutSpec spec,
        IReadOnlyList<Guard> guards,
        ImmutableArray<string> reported,
        Func<GuardWatch, GuardEvaluator, bool> onBreach)
    {
        var candidate = environment.Windows.Get(spec.Flag, spec.Candidate, spec.Revision);
        return new GuardWatch(
            spec.Flag,
            spec.Candidate,
            new CandidateGuards(
                guards,
                candidate,
                environment.Windows.Get(spec.Flag, spec.Stable, spec.StableRevision),
                1 / (environment.FalseAlarmEvery / GuardTick.Interval),
                GuardEvaluator.Endless,
                [],
                environment.Time.GetTimestamp(),
                spec.Metrics.Find,
                environment.Margins,
                reported),
            candidate,
            environment.Time,
            onBreach,
            environment.Log);
    }

    /// <summary>A person has looked at the breach and goes on: that guard begins anew, or it could neither be breached again nor ever allow another share.</summary>
    public static ImmutableArray<GuardEvidence> WithoutBreaches(Plan plan, RolloutState state, ImmutableArray<GuardEvidence> evidence) => state.Reason != RolloutReason.Breach
        ? evidence
        : evidence.RemoveAll(e => e.Breached && plan.Guards.Any(g => g.Mode == GuardMode.Enforce && g.ToString() == e.Guard));

    public static IReadOnlyList<GuardStatus> SaidLast(RolloutEnvironment environment, RolloutSpec spec, ImmutableArray<GuardEvidence> evidence) =>
    [
        .. spec.Plan.Guards.Select(guard => GuardStatus.Of(
            spec.Candidate,
            new GuardEvaluator(
                guard,
                environment.Alpha,
                GuardHorizon.Of(spec.Plan),
                evidence.FirstOrDefault(e => e.Guard == guard.ToString()),
                spec.Metrics.Find,
                environment.Margins))),
    ];

    public static WarmUp? WarmUpOf(Plan plan, TimeProvider time) =>
        plan.WarmUp == TimeSpan.Zero && plan.WarmUpCalls == 0 ? null : new WarmUp(plan.WarmUp, plan.WarmUpCalls, time.TimestampFrequency);

    // What was reported is settled, unless the plan has been edited to roll back: then it still stands against the candidate.
    private static ImmutableArray<string> Settled(Plan plan, RolloutState state) =>
        plan.OnBreach == BreachAction.RollBack && !state.IsCommitted ? [] : state.Reported;
}
