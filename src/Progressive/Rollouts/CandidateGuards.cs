using System.Collections.Immutable;
using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>The guards of one variant and what they have seen: fed from its window and from stable's, on every bad outcome and on every tick.</summary>
/// <remarks>Not safe for several threads; <see cref="GuardWatch"/> lets one in at a time.</remarks>
internal sealed class CandidateGuards
{
    private static readonly GuardSample s_nothing = new(0, 0);

    private readonly MetricWindow _candidate;
    private readonly MetricWindow _stable;
    private readonly GuardEvaluator[] _evaluators;
    private readonly int[] _thresholds;
    private readonly bool[] _reported;
    private readonly bool _looksAtStable;
    private MetricTotals _candidateSeen;
    private MetricTotals _stableSeen;

    public CandidateGuards(
        IReadOnlyList<Guard> guards,
        MetricWindow candidate,
        MetricWindow stable,
        double alpha,
        long horizonTicks,
        IReadOnlyList<GuardEvidence> evidence,
        long now)
    {
        _candidate = candidate;
        _stable = stable;
        _evaluators = [.. guards.Select(g => new GuardEvaluator(g, alpha, horizonTicks, evidence.FirstOrDefault(e => e.Guard == g.ToString())))];
        var limits = guards.Select(LatencyLimit.Of).ToArray();
        var durations = limits.OfType<TimeSpan>().Distinct().ToArray();
        _thresholds = [.. limits.Select(limit => limit is { } duration ? Array.IndexOf(durations, duration) : 0)];
        _looksAtStable = guards.Any(g => g.Bound.RelativeToStable);
        _reported = [.. _evaluators.Select(e => e.IsBreached)];
        if (durations.Length > 0)
        {
            candidate.Watch(durations);
        }

        _candidateSeen = candidate.Read(now);
        _stableSeen = stable.Read(now);
    }

    public IReadOnlyList<GuardEvaluator> Evaluators => _evaluators;

    /// <summary>Whether this process has seen any call at all, of the candidate or of stable.</summary>
    public bool HasSeenCalls => _candidate.HasCalls || _stable.HasCalls;

    public ImmutableArray<GuardEvidence> Evidence => [.. _evaluators.Select(e => e.Evidence)];

    /// <summary>A bad outcome has just been counted: absolute guards look at the running tick too.</summary>
    public GuardEvaluator? FindBreach(long now)
    {
        var candidate = _candidate.Read(now) - _candidateSeen;
        for (var i = 0; i < _evaluators.Length; i++)
        {
            var evaluator = _evaluators[i];
            if (evaluator.Guard.Mode == GuardMode.Enforce
                && evaluator.ObservePartial(GuardSample.From(evaluator.Guard, candidate, default, _thresholds[i])))
            {
                return evaluator;
            }
        }

        return null;
    }

    /// <summary>A tick is over: every guard takes it in.</summary>
    /// <param name="now">The end of the tick.</param>
    /// <param name="report">Told once of each guard that only reports, when it is breached.</param>
    /// <returns>A breached guard that is enforced.</returns>
    public GuardEvaluator? Tick(long now, Action<GuardEvaluator> report)
    {
        GuardEvaluator? breached = null;
        if (_candidate.IsStill(_candidateSeen) && (!_looksAtStable || _stable.IsStill(_stableSeen)))
        {
            // Nothing to read: most flags of most processes, most of the time.
            _candidate.BeginTick(now);
            _stable.BeginTick(now);
            for (var i = 0; i < _evaluators.Length; i++)
            {
                Take(i, s_nothing, report, ref breached);
            }

            return breached;
        }

        var candidateTotals = _candidate.ReadTick(now);
        var stableTotals = _stable.ReadTick(now);
        var candidate = candidateTotals - _candidateSeen;
        var stable = stableTotals - _stableSeen;
        (_candidateSeen, _stableSeen) = (candidateTotals, stableTotals);
        for (var i = 0; i < _evaluators.Length; i++)
        {
            Take(i, GuardSample.From(_evaluators[i].Guard, candidate, stable, _thresholds[i]), report, ref breached);
        }

        return breached;
    }

    private void Take(int index, in GuardSample tick, Action<GuardEvaluator> report, ref GuardEvaluator? breached)
    {
        var evaluator = _evaluators[index];
        if (!evaluator.Observe(tick))
        {
            return;
        }

        if (evaluator.Guard.Mode == GuardMode.Enforce)
        {
            breached ??= evaluator;
        }
        else if (!_reported[index])
        {
            _reported[index] = true;
            report(evaluator);
        }
    }
}
