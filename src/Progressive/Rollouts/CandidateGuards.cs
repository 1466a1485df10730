using System.Collections.Immutable;
using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>The guards of one variant and what they have seen: fed from its window and from stable's, on every bad outcome and on every tick.</summary>
/// <remarks>Not safe for several threads; <see cref="GuardWatch"/> lets one in at a time.</remarks>
internal sealed class CandidateGuards
{
    private readonly MetricWindow _candidate;
    private readonly MetricWindow _stable;
    private readonly GuardEvaluator[] _evaluators;
    private readonly int[] _thresholds;
    private readonly bool[] _reported;
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
        _reported = [.. _evaluators.Select(e => e.IsBreached)];
        if (durations.Length > 0)
        {
            candidate.Watch(durations);
        }

        _candidateSeen = candidate.Read(now);
        _stableSeen = stable.Read(now);
    }

    public IReadOnlyList<GuardEvaluator> Evaluators => _evaluators;

    public ImmutableArray<GuardEvidence> Evidence => [.. _evaluators.Select(e => e.Evidence)];

    /// <summary>A bad outcome has just been counted: absolute guards look at the running tick too.</summary>
    public GuardEvaluator? FindBreach(long now)
    {
        var candidate = _candidate.Read(now) - _candidateSeen;
        for (var i = 0; i < _evaluators.Length; i++)
        {
            var evaluator = _evaluators[i];
            if (evaluator.Guard.Mode == GuardMode.Enforce
                && evaluator.ObservePartial(Sample(i, candidate, default)))
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
        var candidateTotals = _candidate.ReadTick(now);
        var stableTotals = _stable.ReadTick(now);
        var candidate = candidateTotals - _candidateSeen;
        var stable = stableTotals - _stableSeen;
        (_candidateSeen, _stableSeen) = (candidateTotals, stableTotals);
        GuardEvaluator? breached = null;
        for (var i = 0; i < _evaluators.Length; i++)
        {
            var evaluator = _evaluators[i];
            if (!evaluator.Observe(Sample(i, candidate, stable)))
            {
                continue;
            }

            if (evaluator.Guard.Mode == GuardMode.Enforce)
            {
                breached ??= evaluator;
            }
            else if (!_reported[i])
            {
                _reported[i] = true;
                report(evaluator);
            }
        }

        return breached;
    }

    private GuardSample Sample(int guard, in MetricTotals candidate, in MetricTotals stable)
    {
        if (_evaluators[guard].Guard.Metric != GuardMetric.Latency)
        {
            return GuardSample.From(_evaluators[guard].Guard, candidate, stable);
        }

        var count = candidate.Thresholds[_thresholds[guard]];
        return new(count.Observed, count.Exceeded);
    }
}
