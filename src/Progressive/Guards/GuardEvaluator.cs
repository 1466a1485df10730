using System.Diagnostics.CodeAnalysis;
using Progressive.Metrics;
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

    /// <summary>A horizon that never ends: 1/alpha is then the average number of ticks to a false breach.</summary>
    internal const long Endless = WeightSchedule.Endless;

    private const int CallsWithoutStable = 100;

    // What one key does is no sample, unless it goes on for so long that it does not matter whose it is.
    private static readonly double s_overwhelming = Math.Log(1e6);

    private static readonly Func<string, MetricDefinition?> s_undefined = static _ => null;

    private readonly double _needed;
    private readonly WeightSchedule _weights;
    private readonly WeightedShiryaevRoberts _onsets;
    private readonly GuardTest _test;
    private readonly GuardMargins _margins;
    private GuardTally _seen;
    private long _ticks;
    private double _peakLogE;
    private bool _breached;
    private Look _last;
    private Look _decisive;
    private double _askedShare;
    private long _callsWhenAsked;
    private long _sinceStable;
    private GuardSpanRecorder? _recorder;
    private GuardTally _told;

    /// <param name="guard">A guard that <see cref="IsSupported"/>.</param>
    /// <param name="alpha">The probability of a false breach.</param>
    /// <param name="horizonTicks">The planned length of the rollout in ticks, at least 1; or <see cref="Endless"/>.</param>
    /// <param name="evidence">What <see cref="Evidence"/> returned before, for the same guard; otherwise ignored.</param>
    /// <param name="metrics">What is defined about measures; the same as for <see cref="IsSupported"/>.</param>
    /// <param name="margins">What guards that name no margin must exclude.</param>
    /// <param name="mayBeLate">Whether calls may still end that were running when <paramref name="evidence"/> was written.</param>
    internal GuardEvaluator(
        Guard guard,
        double alpha,
        long horizonTicks,
        GuardEvidence? evidence = null,
        Func<string, MetricDefinition?>? metrics = null,
        GuardMargins? margins = null,
        bool mayBeLate = false)
    {
        if (!IsSupported(guard, out var why, metrics))
        {
            throw new ArgumentException(why, nameof(guard));
        }

        Guard = guard;
        Alpha = alpha;
        _needed = Math.Log(1 / alpha);
        _weights = new WeightSchedule(horizonTicks);
        _margins = margins ?? GuardMargins.Default;
        _test = GuardTests.Create(guard, metrics ?? s_undefined, _margins);
        if (evidence is null || evidence.Guard != guard.ToString() || evidence.LogAccumulators.Count != _test.Alternatives)
        {
            _peakLogE = double.NegativeInfinity;
            _last = new(Math.Log(_weights[1]), default);
            _onsets = new WeightedShiryaevRoberts(_weights[1], _test.Priors);
            return;
        }

        double[] logTerms = [.. evidence.LogAccumulators];
        _onsets = new WeightedShiryaevRoberts(logTerms, _test.Priors, mayBeLate);
        _ticks = evidence.Ticks;
        _seen = SavedTally.Read(evidence);
        _peakLogE = evidence.PeakLogE;
        _breached = evidence.Breached;
        _last = new(LogSpace.SumExp(logTerms), _seen);
        _decisive = _last with { LogE = _peakLogE };
        if (evidence.LogExclusions is { } exclusions && exclusions.Count == _test.Exclusions)
        {
            _test.RestoreExclusions([.. exclusions]);
        }
    }

    internal Guard Guard { get; }

    internal double Alpha { get; }

    /// <summary>The logarithm of the evidence when last looked at: at a bad call, or at the end of a tick.</summary>
    internal double LastLogE => _last.LogE;

    internal long CandidateCalls => _seen.CandidateCalls;

    internal long CandidateBad => _seen.CandidateBad;

    internal long StableCalls => _seen.StableCalls;

    /// <summary>All that was counted; the running tick, if any, is not in it.</summary>
    internal GuardTally Tally => _seen;

    internal bool IsBreached => _breached;

    /// <summary>Why nothing reaches the guard; null when something may. Said in its evidence, and holds its steps.</summary>
    internal string? Hindrance { get; set; }

    /// <summary>Costs about a microsecond; <see cref="IsBreached"/> costs nothing.</summary>
    internal Verdict Verdict => _breached ? Verdict.Breached : _test.IsHolding(_seen) ? Verdict.Holding : Verdict.Undecided;

    /// <summary>What to save; the running tick, if any, is not in it.</summary>
    internal GuardEvidence Evidence
    {
        get
        {
            var logTerms = new double[_test.Alternatives];
            _onsets.CopyLogTerms(logTerms);
            var exclusions = _test.Exclusions == 0 ? null : new double[_test.Exclusions];
            _test.SaveExclusions(exclusions);
            return SavedTally.Write(_seen) with
            {
                Guard = Guard.ToString(),
                LogAccumulators = logTerms,
                Ticks = _ticks,
                PeakLogE = Math.Max(_peakLogE, double.MinValue),
                Breached = _breached,
                LogExclusions = exclusions,
            };
        }
    }

    /// <summary>Whether this version can evaluate the guard; otherwise <paramref name="why"/> is a whole message with its error id.</summary>
    internal static bool IsSupported(Guard guard, [NotNullWhen(false)] out string? why, Func<string, MetricDefinition?>? metrics = null) =>
        GuardTests.IsSupported(guard, metrics ?? s_undefined, out why);

    /// <summary>Values of the guard's measure, in the order they came; before the <see cref="Observe"/> of their tick.</summary>
    internal void Take(GuardArm arm, ReadOnlySpan<double> values) => _test.Take(arm, values);

    /// <summary>Ends a tick; true when the guard is breached. A tick that can say nothing spends nothing of the allowance for false alarms.</summary>
    internal bool Observe(in GuardSample tick)
    {
        var counted = _test.Count(tick);
        if (_test.IsNews(tick))
        {
            // With calls running, the evidence that is judged is lower than what is committed: they count as good until they end.
            var judged = tick.CandidateInFlight == 0 ? double.NaN : LogE(tick);
            _ticks++;
            Span<double> likelihoods = stackalloc double[_test.Alternatives];
            _test.LogLikelihoods(tick, Known, withRunning: false, likelihoods);
            var late = _test.Late(tick);
            _recorder?.Add(tick, counted, likelihoods, late, _test.PerLateCall);
            var committed = _onsets.Commit(WeightOfTick(_ticks), likelihoods, late, _test.PerLateCall);
            Judge(counted, double.IsNaN(judged) ? committed : judged, tick.IsOfOneKey);
        }
        else
        {
            _onsets.Age();
        }

        _recorder?.EndTick(tick);
        _test.Commit(tick, Known);
        _seen += counted;
        _sinceStable = counted.StableCalls > 0 ? 0 : _sinceStable + counted.CandidateCalls;
        return _breached;
    }

    /// <summary>Begins to add up what ticks say, so that somebody else can judge by it.</summary>
    /// <param name="ticksOfSpan">How many ticks a span has when it is taken in time.</param>
    internal void Record(int ticksOfSpan) => _recorder = new GuardSpanRecorder(_test, ticksOfSpan);

    /// <summary>What the ticks said since it was last taken; empty where nobody called <see cref="Record"/>.</summary>
    internal GuardSpan TakeSpan() => _recorder?.Take() ?? GuardSpan.Empty(Guard.ToString());

    /// <summary>
    /// Tells what all processes together have counted. What alternatives are made of, stable's rate for one, may be anything that is known before a tick, and is better known from more calls.
    /// </summary>
    internal void Tell(in GuardTally all) => _told = all;

    /// <summary>Takes in what other processes learned in a span of time, as one tick; true when the guard is breached.</summary>
    /// <param name="span">The sum over processes. One of another guard, or of a version that asks other questions, says nothing.</param>
    internal bool ObserveSpan(GuardSpan span)
    {
        if (span.LogLikelihoods.Length != _test.Alternatives || span.Guard != Guard.ToString())
        {
            _onsets.Age();
            return _breached;
        }

        _ticks++;
        (int, double[])[] late = [.. span.Late.Where(l => l.LogLikelihoods.Length == _test.Alternatives).Select(static l => (l.Class, l.LogLikelihoods))];
        var judged = double.NaN;
        if (span.Running.Length == _test.Alternatives)
        {
            double[] withRunning = [.. span.LogLikelihoods.Zip(span.Running, static (ended, running) => ended + running)];
            judged = _onsets.LogE(WeightOfTick(_ticks), withRunning, late);
        }

        var committed = _onsets.Commit(WeightOfTick(_ticks), span.LogLikelihoods, late);
        if (span.Exclusions.Length == _test.Exclusions)
        {
            var exclusions = new double[_test.Exclusions];
            _test.SaveExclusions(exclusions);
            _test.RestoreExclusions([.. exclusions.Zip(span.Exclusions, static (before, added) => before + added)]);
        }

        Judge(span.Tally, double.IsNaN(judged) ? committed : judged, span.IsOfOneKey);
        _seen += span.Tally;
        _sinceStable = span.Tally.StableCalls > 0 ? 0 : _sinceStable + span.Tally.CandidateCalls;
        return _breached;
    }

    /// <summary>
    /// Looks into the running tick after a bad call; true when the guard is breached. A relative guard waits for the end of the tick, as what a bad call weighs there depends on the
    /// share of calls the whole tick turns out to have; a guard on a measure waits too, as nothing tells when in the tick a value came.
    /// </summary>
    internal bool ObservePartial(in GuardSample tickSoFar)
    {
        if (_test.LooksWithinTicks && _test.IsNews(tickSoFar))
        {
            Judge(_test.Count(tickSoFar), LogE(tickSoFar), tickSoFar.IsOfOneKey);
        }

        return _breached;
    }

    /// <summary>The logarithm of the evidence if the running tick ended now.</summary>
    /// <remarks>
    /// Within a tick the likelihood ratio of each alternative is a product over calls whose factors have a conditional mean of at most 1, and the weight of the tick is fixed before
    /// its first call; so the sum is a supermartingale from call to call, not only from tick to tick. A running call counts as good, or a candidate whose
    /// failures are quicker than its successes would seem to do nothing but fail when it starts; ending badly later only raises the evidence, so looking early is safe.
    /// </remarks>
    internal double LogE(in GuardSample tick)
    {
        if (!_test.IsNews(tick))
        {
            return LastLogE;
        }

        Span<double> likelihoods = stackalloc double[_test.Alternatives];
        _test.LogLikelihoods(tick, Known, withRunning: true, likelihoods);
        return _onsets.LogE(WeightOfTick(_ticks + 1), likelihoods, _test.Late(tick), _test.PerLateCall);
    }

    /// <summary>
    /// Whether the candidate may be shown to <paramref name="nextShare"/> (above 0, at most 1) of the calls: even at the worst not excluded at 95 %, the whole service would stay
    /// inside the guard.
    /// </summary>
    internal EarnedResult Earned(double nextShare)
    {
        var next = Math.Clamp(nextShare, double.Epsilon, 1);
        if (next != _askedShare)
        {
            (_askedShare, _callsWhenAsked) = (next, _seen.CandidateCalls);
        }

        var earned = _test.Earned(next, _seen);
        if (Hindrance is not null)
        {
            return earned with { Earned = false, Obstacle = Hindrance };
        }

        var lacking = _margins.FewestCalls - (_seen.CandidateCalls - _callsWhenAsked);
        return lacking <= 0 ? earned : earned with { Earned = false, MissingCalls = Math.Max(lacking, earned.MissingCalls) };
    }

    /// <summary>What the guard knows; after a breach, what decided.</summary>
    internal GuardExplanation Explain()
    {
        var (logE, seen) = _breached ? _decisive : _last;
        var explanation = new GuardExplanation
        {
            Guard = Guard,
            Verdict = Verdict,
            CandidateCalls = seen.CandidateCalls,
            StableCalls = Guard.Bound.RelativeToStable ? seen.StableCalls : 0,
            Evidence = Math.Exp(Math.Clamp(logE, -99, 600)),
            EvidenceNeeded = 1 / Alpha,
            Alpha = Alpha,
            BadCallsToBreach = BadCallsToBreach(),
            Obstacle = Obstacle(seen),
            Text = Describe(),
        };
        explanation = _test.Explain(explanation, seen);
        return _breached ? explanation with { CallsToHold = null } : explanation;
    }

    /// <summary>The evidence in one sentence; after a breach, the evidence that decided.</summary>
    internal string Describe()
    {
        var (logE, seen) = _breached ? _decisive : _last;
        return GuardSentence.Of(Guard, seen, logE, Alpha, _test.Limit, Obstacle(seen));
    }

    // One tick without stable is chance; so many candidate calls in a row are not.
    private string? Obstacle(in GuardTally seen) =>
        _breached ? null : Hindrance is not null ? Hindrance : Guard.Bound.RelativeToStable && (_sinceStable >= CallsWithoutStable || (seen.StableCalls == 0 && seen.CandidateCalls > 0))
            ? "no randomised calls of stable to compare with"
            : null;

    private long? BadCallsToBreach()
    {
        const int Most = 1000;
        if (_breached || !_test.LooksWithinTicks)
        {
            return null;
        }

        Span<double> likelihoods = stackalloc double[_test.Alternatives];
        for (var calls = 1; calls <= Most; calls += 1 + (calls / 16))
        {
            var bad = new GuardSample(calls, calls);
            _test.LogLikelihoods(bad, _seen, withRunning: false, likelihoods);
            if (_test.MayBreach(_seen + _test.Count(bad)) && _onsets.LogE(WeightOfTick(_ticks + 1), likelihoods, default, default) >= _needed)
            {
                return calls;
            }
        }

        return null;
    }

    private ref readonly GuardTally Known => ref _told.StableCalls > _seen.StableCalls ? ref _told : ref _seen;

    // The first weight is in the accumulator from the start.
    private double WeightOfTick(long tick) => tick == 1 ? 0 : _weights[tick];

    private void Judge(in GuardTally counted, double logE, bool isOfOneKey)
    {
        _last = new(logE, _seen + counted);
        _peakLogE = Math.Max(_peakLogE, logE);
        if (!_breached && logE >= (isOfOneKey ? Math.Max(_needed, s_overwhelming) : _needed) && _test.MayBreach(_last.Seen))
        {
            _breached = true;
            _decisive = _last;
        }
    }

    private readonly record struct Look(double LogE, GuardTally Seen);
}
