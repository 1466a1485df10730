using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>Adds up what the ticks of one guard say, until it is taken to be sent to whoever judges for all processes. Not safe for several threads.</summary>
internal sealed class GuardSpanRecorder
{
    private readonly GuardTest _test;
    private readonly string _guard;
    private readonly double[] _sums;
    private readonly double[] _running;
    private readonly double[]?[] _late = new double[LateCounts.Classes][];
    private readonly double[] _exclusionsBefore;
    private readonly int _span;
    private GuardTally _tally;
    private bool _hasNews;
    private bool _isOfOneKey = true;
    private int _tick;
    private long _inFlight;

    /// <param name="test">The guard's test.</param>
    /// <param name="ticksOfSpan">How many ticks a span has when it is taken in time.</param>
    internal GuardSpanRecorder(GuardTest test, int ticksOfSpan)
    {
        _test = test;
        _guard = test.Guard.ToString();
        _span = ticksOfSpan;
        _sums = new double[test.Alternatives];
        _running = new double[test.Alternatives];
        _exclusionsBefore = new double[test.Exclusions];
        test.SaveExclusions(_exclusionsBefore);
    }

    /// <summary>A tick that could say something. To be called before the test commits it.</summary>
    internal void Add(in GuardSample tick, in GuardTally counted, ReadOnlySpan<double> logLikelihoods, in LateCounts late, ReadOnlySpan<double> perLateCall)
    {
        _hasNews = true;
        _tally += counted;
        _isOfOneKey &= counted.CandidateBad == 0 || tick.IsOfOneKey;
        for (var j = 0; j < _sums.Length; j++)
        {
            _sums[j] += logLikelihoods[j];
        }

        for (var c = 0; c < LateCounts.Classes; c++)
        {
            if (late[c] != 0)
            {
                AddLate(c, late[c], perLateCall);
            }
        }
    }

    /// <summary>Every tick, after <see cref="Add"/> if that was called for it.</summary>
    internal void EndTick(in GuardSample tick)
    {
        _tick++;
        _inFlight = tick.CandidateInFlight;
    }

    /// <summary>What was learned since it was last taken; the next span begins.</summary>
    internal GuardSpan Take()
    {
        _running.AsSpan().Clear();
        if (_inFlight > 0)
        {
            // What running calls would add as good ones is what a tick of nothing but them says; the test has no other tick now.
            _test.LogLikelihoods(new GuardSample(0, 0) { CandidateInFlight = _inFlight }, _tally, withRunning: true, _running);
        }

        var exclusions = new double[_exclusionsBefore.Length];
        _test.SaveExclusions(exclusions);
        var span = !_hasNews ? GuardSpan.Empty(_guard) : new GuardSpan
        {
            Guard = _guard,
            LogLikelihoods = [.. _sums],
            Late = [.. _late.Select(static (vector, c) => (vector, c)).Where(static entry => entry.vector is not null).Select(static entry => new LateSpan(entry.c, entry.vector!))],
            Running = _running.AsSpan().ContainsAnyExcept(0.0) ? [.. _running] : [],
            Exclusions = [.. exclusions.Zip(_exclusionsBefore, static (after, before) => after - before)],
            Tally = _tally,
            IsOfOneKey = _isOfOneKey && _tally.CandidateBad > 0,
        };
        exclusions.CopyTo(_exclusionsBefore, 0);
        _sums.AsSpan().Clear();
        Array.Clear(_late);
        (_tally, _hasNews, _isOfOneKey, _tick) = (default, false, true, 0);
        return span;
    }

    private void AddLate(int lateClass, long count, ReadOnlySpan<double> perLateCall)
    {
        // A class is an upper end of an age in ticks. What surely started within the span is early enough for an onset at its beginning.
        var oldest = lateClass == LateCounts.Classes - 1 ? long.MaxValue : 1L << lateClass;
        var into = oldest <= _tick
            ? _sums
            : _late[oldest == long.MaxValue ? lateClass : LateCounts.ClassOf((oldest - _tick + _span - 1) / _span)] ??= new double[_sums.Length];
        for (var j = 0; j < into.Length; j++)
        {
            into[j] += count * perLateCall[j];
        }
    }
}
