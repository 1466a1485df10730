using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Progressive.Diagnostics;
using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// Decides, call by call, whether one candidate breaches one guard. However often and whenever it is asked, a candidate within the guard is called breached with a
/// probability of at most alpha over its whole life. Not safe for several threads at a time.
/// </summary>
internal sealed class GuardEvaluator
{
    /// <summary>The probability of a false breach, per guard and rollout.</summary>
    internal const double DefaultAlpha = 0.01;

    // One or two failures are an accident whatever the odds say; a further condition cannot make a test less valid.
    private const int FewestBadCalls = 3;

    private readonly double _needed;
    private readonly double _bound;
    private readonly WeightSchedule _weights;
    private readonly WeightedShiryaevRoberts _onsets;
    private readonly BernoulliGrid? _absolute;
    private readonly RiskRatioGrid? _relative;
    private long _ticks;
    private long _candidateCalls;
    private long _candidateBad;
    private long _stableCalls;
    private long _stableBad;
    private double _peakLogE;
    private bool _breached;
    private Look _last;
    private Look _decisive;

    /// <param name="guard">A guard that <see cref="IsSupported"/>.</param>
    /// <param name="alpha">The probability of a false breach.</param>
    /// <param name="horizonTicks">The planned length of the rollout in ticks.</param>
    /// <param name="evidence">What <see cref="Evidence"/> returned before, for the same guard; otherwise ignored.</param>
    internal GuardEvaluator(Guard guard, double alpha, long horizonTicks, GuardEvidence? evidence = null)
    {
        if (!IsSupported(guard, out var why))
        {
            throw new ArgumentException(why, nameof(guard));
        }

        Guard = guard;
        Alpha = alpha;
        _needed = Math.Log(1 / alpha);
        _weights = new WeightSchedule(Math.Max(1, horizonTicks));
        if (guard.Bound.RelativeToStable)
        {
            _relative = new RiskRatioGrid(guard.Bound.BaseValue);
        }
        else
        {
            _bound = guard.Quantile is { } quantile ? 1 - quantile : guard.Bound.BaseValue;
            _absolute = new BernoulliGrid(_bound);
        }

        if (evidence is null || evidence.Guard != guard.ToString() || evidence.LogAccumulators.Count != WeightedShiryaevRoberts.Alternatives)
        {
            _peakLogE = double.NegativeInfinity;
            _last = new(Math.Log(_weights[1]), 0, 0, 0, 0);
            _onsets = new WeightedShiryaevRoberts(_weights[1]);
            return;
        }

        Span<double> logTerms = stackalloc double[WeightedShiryaevRoberts.Alternatives];
        for (var j = 0; j < logTerms.Length; j++)
        {
            logTerms[j] = evidence.LogAccumulators[j];
        }

        _onsets = new WeightedShiryaevRoberts(logTerms);
        _ticks = evidence.Ticks;
        _candidateCalls = evidence.CandidateCalls;
        _candidateBad = evidence.CandidateBad;
        _stableCalls = evidence.StableCalls;
        _stableBad = evidence.StableBad;
        _peakLogE = evidence.PeakLogE;
        _breached = evidence.Breached;
        _last = new(LogSpace.SumExp(logTerms), _candidateCalls, _candidateBad, _stableCalls, _stableBad);
        _decisive = _last with { LogE = _peakLogE };
    }

    internal Guard Guard { get; }

    internal double Alpha { get; }

    /// <summary>The logarithm of the evidence when last looked at: at a bad call, or at the end of a tick.</summary>
    internal double LastLogE => _last.LogE;

    internal long CandidateCalls => _candidateCalls;

    internal long CandidateBad => _candidateBad;

    internal bool IsBreached => _breached;

    /// <summary>Costs about a microsecond; <see cref="IsBreached"/> costs nothing.</summary>
    internal Verdict Verdict => _breached ? Verdict.Breached
        : _absolute is not null && _candidateCalls > 0 && RateExclusion.IsExcluded(_bound, _candidateBad, _candidateCalls - _candidateBad) ? Verdict.Holding
        : Verdict.Undecided;

    /// <summary>What to save; the running tick, if any, is not in it.</summary>
    internal GuardEvidence Evidence
    {
        get
        {
            var logTerms = new double[WeightedShiryaevRoberts.Alternatives];
            _onsets.CopyLogTerms(logTerms);
            return new()
            {
                Guard = Guard.ToString(),
                LogAccumulators = logTerms,
                Ticks = _ticks,
                CandidateCalls = _candidateCalls,
                CandidateBad = _candidateBad,
                StableCalls = _stableCalls,
                StableBad = _stableBad,
                PeakLogE = Math.Max(_peakLogE, double.MinValue),
                Breached = _breached,
            };
        }
    }

    /// <summary>Whether this version can evaluate the guard; otherwise <paramref name="why"/> is a whole message with its error id.</summary>
    internal static bool IsSupported(Guard guard, [NotNullWhen(false)] out string? why)
    {
        why = Unsupported(guard) is { } reason
            ? $"{ErrorCodes.GuardNotEvaluated}: Guard '{guard}' is not evaluated by this version: {reason}. "
                + "Evaluated are error_rate and rejection_rate < N%, < stable and < stable ± N%, and latency pNN < D; remove the guard or rewrite it as one of these."
            : null;
        return why is null;
    }

    /// <summary>Ends a tick; true when the guard is breached. A tick without candidate calls spends nothing of the allowance for false alarms.</summary>
    internal bool Observe(in GuardSample tick)
    {
        if (tick.CandidateCalls > 0)
        {
            // With calls running, the evidence that is judged is lower than what is committed: they count as good until they end.
            var judged = tick.CandidateInFlight == 0 ? double.NaN : LogE(tick);
            _ticks++;
            Span<double> likelihoods = stackalloc double[BernoulliGrid.Alternatives];
            LogLikelihoods(tick, running: 0, likelihoods);
            var committed = _onsets.Commit(WeightOfTick(_ticks), likelihoods, tick.CandidateLate, PerLateCall);
            Judge(tick, double.IsNaN(judged) ? committed : judged);
        }
        else
        {
            _onsets.Age();
        }

        _candidateCalls += tick.CandidateCalls;
        _candidateBad += tick.CandidateBad;
        _stableCalls += tick.StableCalls;
        _stableBad += tick.StableBad;
        return _breached;
    }

    /// <summary>
    /// Looks into the running tick after a bad call; true when the guard is breached. A relative guard waits for the end of the tick, as what a bad call weighs there depends on the
    /// share of calls the whole tick turns out to have.
    /// </summary>
    internal bool ObservePartial(in GuardSample tickSoFar)
    {
        if (_absolute is not null && tickSoFar.CandidateCalls > 0)
        {
            Judge(tickSoFar, LogE(tickSoFar));
        }

        return _breached;
    }

    /// <summary>The logarithm of the evidence, the running tick included for absolute guards.</summary>
    /// <remarks>
    /// Within a tick the likelihood ratio of each alternative is a product over calls whose factors have a conditional mean of at most 1, and the weight of the tick is fixed before
    /// its first call; so the sum is a supermartingale from call to call, not only from tick to tick. A running call counts as good, or a candidate whose
    /// failures are quicker than its successes would seem to do nothing but fail when it starts; ending badly later only raises the evidence, so looking early is safe.
    /// </remarks>
    internal double LogE(in GuardSample tick)
    {
        if (tick.CandidateCalls <= 0)
        {
            return LastLogE;
        }

        Span<double> likelihoods = stackalloc double[BernoulliGrid.Alternatives];
        LogLikelihoods(tick, tick.CandidateInFlight, likelihoods);
        return _onsets.LogE(WeightOfTick(_ticks + 1), likelihoods, tick.CandidateLate, PerLateCall);
    }

    /// <summary>
    /// Whether the candidate may be shown to <paramref name="nextShare"/> (above 0, at most 1) of the calls: even at the worst candidate rate not excluded at 95 %, and were stable without fault, the
    /// whole service would stay inside the guard. All ticks are pooled, which is right against a fixed rate whatever depends on what.
    /// </summary>
    internal EarnedResult Earned(double nextShare)
    {
        if (_absolute is null)
        {
            return new(Applicable: false, Earned: true, double.NaN, double.NaN, 0);
        }

        var rate = _bound / Math.Clamp(nextShare, double.Epsilon, 1);
        var good = _candidateCalls - _candidateBad;
        if (rate >= 1)
        {
            return new(Applicable: true, Earned: true, rate, 1, 0);
        }

        var missing = RateExclusion.MissingCalls(rate, _candidateBad, good);
        return new(Applicable: true, missing == 0, rate, RateExclusion.WorstRate(_candidateBad, good), missing);
    }

    /// <summary>The evidence in one sentence; after a breach, the evidence that decided.</summary>
    internal string Describe()
    {
        var bad = Guard.Metric switch
        {
            GuardMetric.Latency => "too slow",
            GuardMetric.RejectionRate => "rejected",
            _ => "failed",
        };
        var culture = CultureInfo.InvariantCulture;
        var (logE, calls, failures, stableCalls, stableFailures) = _breached ? _decisive : _last;
        var rate = calls == 0 ? 0 : 100.0 * failures / calls;
        var against = _relative is null ? "" : string.Create(culture, $" against {stableFailures} of {stableCalls} on stable");
        return string.Create(
            culture,
            $"{Guard}: {failures} of {calls} calls {bad} ({rate:0.##}%){against}, E = {Readable(Math.Exp(Math.Max(logE, -99)))}, breach at {Readable(1 / Alpha)}");
    }

    private ReadOnlySpan<double> PerLateCall => _absolute is null ? default : _absolute.PerBadCall;

    private static string? Unsupported(Guard guard)
    {
        if (guard.Operator is GuardOperator.GreaterThan or GuardOperator.GreaterThanOrEqual)
        {
            return "a lower bound on a metric";
        }

        switch (guard.Metric)
        {
            case GuardMetric.ErrorRate or GuardMetric.RejectionRate:
                return guard.Bound is { RelativeToStable: true, Unit: GuardUnit.PercentagePoints } ? "a difference in percentage points" : null;
            case GuardMetric.Latency when guard.Bound.RelativeToStable:
                return "latency against stable";
            case GuardMetric.Latency when guard.Quantile is null:
                return "latency without a quantile";
            case GuardMetric.Latency when guard.Bound.Value <= 0:
                return "a latency of zero";
            case GuardMetric.Latency:
                return null;
            default:
                return $"the metric '{guard.Metric}'";
        }
    }

    private static string Readable(double e) => e.ToString(e is >= 10 and < 1e6 ? "0" : e is >= 0.01 and < 10 ? "0.##" : "0.#e+0", CultureInfo.InvariantCulture);

    // The first weight is in the accumulator from the start.
    private double WeightOfTick(long tick) => tick == 1 ? 0 : _weights[tick];

    private void LogLikelihoods(in GuardSample tick, long running, Span<double> destination)
    {
        if (_absolute is not null)
        {
            // A late bad call is credited apart, by the accumulator, to the onsets it is evidence for.
            _absolute.LogLikelihoods(tick.CandidateBad - tick.CandidateLate.Total, tick.CandidateCalls - tick.CandidateBad + running, destination);
            return;
        }

        destination.Clear();
        _relative!.Add(
            tick.CandidateBad,
            tick.CandidateBad + tick.StableBad,
            (double)tick.CandidateCalls / (tick.CandidateCalls + tick.StableCalls),
            destination);
    }

    private void Judge(in GuardSample tick, double logE)
    {
        _last = new(
            logE, _candidateCalls + tick.CandidateCalls, _candidateBad + tick.CandidateBad, _stableCalls + tick.StableCalls, _stableBad + tick.StableBad);
        _peakLogE = Math.Max(_peakLogE, _last.LogE);
        if (!_breached && _last.LogE >= _needed && _last.CandidateBad >= FewestBadCalls)
        {
            _breached = true;
            _decisive = _last;
        }
    }

    private readonly record struct Look(double LogE, long CandidateCalls, long CandidateBad, long StableCalls, long StableBad);
}
