using System.Collections.Immutable;
using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>The guards of one variant and what they have seen: fed from its window and from stable's, on every bad outcome and on every tick.</summary>
/// <remarks>Not safe for several threads, but for <see cref="Stop"/>; <see cref="GuardWatch"/> lets one in at a time.</remarks>
internal sealed class CandidateGuards
{
    private static readonly GuardSample s_nothing = new(0, 0);

    private readonly MetricWindow _candidate;
    private readonly MetricWindow _stable;
    private readonly GuardEvaluator[] _evaluators;
    private readonly GuardFeed[] _feeds;
    private readonly bool[] _reported;
    private readonly bool _looksAtStable;
    private readonly bool _mayRest;
    private readonly WarmUp? _warmUp;
    private MetricTotals _candidateSeen;
    private MetricTotals _stableSeen;

    public CandidateGuards(
        IReadOnlyList<Guard> guards,
        MetricWindow candidate,
        MetricWindow stable,
        double alpha,
        long horizonTicks,
        IReadOnlyList<GuardEvidence> evidence,
        long now,
        Func<string, MetricDefinition?>? metrics = null,
        GuardMargins? margins = null,
        IReadOnlyCollection<string>? reported = null,
        IMeasureSource? candidateMeasures = null,
        IMeasureSource? stableMeasures = null,
        WarmUp? warmUp = null)
    {
        _candidate = candidate;
        _stable = stable;
        var sources = new GuardSources(
            candidate,
            stable,
            candidateMeasures ?? (object)candidate as IMeasureSource,
            stableMeasures ?? (object)stable as IMeasureSource,
            margins ?? GuardMargins.Default,
            warmUp);
        _evaluators =
        [
            .. guards.Select(g => new GuardEvaluator(g, alpha, horizonTicks, evidence.FirstOrDefault(e => e.Guard == g.ToString()), metrics, sources.Margins)),
        ];
        _feeds = [.. _evaluators.Select(e => GuardFeed.For(e, sources))];
        _reported = [.. _evaluators.Select(e => e.Guard.Mode == GuardMode.Enforce ? reported?.Contains(e.Guard.ToString()) == true : e.IsBreached)];
        _looksAtStable = guards.Any(g => g.Bound.RelativeToStable);
        _mayRest = _feeds.All(feed => feed.RestsWithItsWindow);
        _warmUp = warmUp;
        _candidateSeen = candidate.Read(now);
        _stableSeen = stable.Read(now);
    }

    public IReadOnlyList<GuardEvaluator> Evaluators => _evaluators;

    /// <summary>Whether this process has seen any call at all, of the candidate or of stable.</summary>
    public bool HasSeenCalls => _candidate.HasCalls || _stable.HasCalls;

    public ImmutableArray<GuardEvidence> Evidence => [.. _evaluators.Select(e => e.Evidence)];

    /// <summary>A breach was acted upon and the rollout goes on: that guard is not found again.</summary>
    public void Report(GuardEvaluator breached) => _reported[Array.IndexOf(_evaluators, breached)] = true;

    /// <summary>A bad outcome has just been counted: absolute guards look at the running tick too.</summary>
    public GuardEvaluator? FindBreach(long now)
    {
        var candidate = _candidate.Read(now) - _candidateSeen;
        for (var i = 0; i < _feeds.Length; i++)
        {
            var (feed, evaluator) = (_feeds[i], _evaluators[i]);
            if (feed.LooksWithinTicks && evaluator.Guard.Mode == GuardMode.Enforce && !_reported[i] && evaluator.ObservePartial(feed.Peek(candidate)))
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
        if (_mayRest && _candidate.IsStill(_candidateSeen) && (!_looksAtStable || _stable.IsStill(_stableSeen)))
        {
            // Nothing to read: most flags of most processes, most of the time.
            _candidate.BeginTick(now);
            _stable.BeginTick(now);
            Warm(now, _candidateSeen.Started);
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
        Warm(now, candidateTotals.Started);
        var reading = new GuardReading(in candidate, in stable, in candidateTotals, in stableTotals, now);
        for (var i = 0; i < _feeds.Length; i++)
        {
            Take(i, _feeds[i].Read(reading), report, ref breached);
        }

        return breached;
    }

    /// <summary>Nobody looks any more: the windows need not count for these guards. What they counted stays readable.</summary>
    public void Stop()
    {
        foreach (var feed in _feeds)
        {
            feed.Stop();
        }
    }

    private void Warm(long now, long started)
    {
        if (_warmUp is not { IsOver: false } warmUp)
        {
            return;
        }

        warmUp.Look(now, started);
        foreach (var evaluator in _evaluators)
        {
            if (evaluator.Guard.Metric == GuardMetric.Latency && (evaluator.Hindrance ?? warmUp.Obstacle) == warmUp.Obstacle)
            {
                evaluator.Hindrance = warmUp.IsOver ? null : warmUp.Obstacle;
            }
        }
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
            breached ??= _reported[index] ? null : evaluator;
        }
        else if (!_reported[index])
        {
            _reported[index] = true;
            report(evaluator);
        }
    }
}
