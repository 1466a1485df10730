using Progressive.Metrics;

namespace Progressive.Guards;

/// <summary>Values of a measure, drained at the end of each tick: of all calls against a number, of randomised ones against stable.</summary>
internal sealed class MeasureFeed : GuardFeed
{
    private readonly GuardSources _sources;
    private readonly IMeasureReader? _candidate;
    private readonly IMeasureReader? _stable;
    private readonly bool _lostCountAsGood;
    private readonly double[] _values = new double[256];
    private long _candidateLost;
    private long _stableLost;

    internal MeasureFeed(GuardEvaluator evaluator, GuardSources sources)
        : base(evaluator)
    {
        var guard = evaluator.Guard;
        var relative = guard.Bound.RelativeToStable;
        _sources = sources;
        _candidate = sources.CandidateMeasures?.Open(guard.Metric, relative);
        _stable = relative ? sources.StableMeasures?.Open(guard.Metric, randomisedOnly: true) : null;
        (_candidateLost, _stableLost) = (_candidate?.Dropped ?? 0, _stable?.Dropped ?? 0);
        _lostCountAsGood = guard.Aggregate is null or "rate" && RelativeBound.IsLower(guard);

        // Nobody can tell calls without an event from calls that nobody looked at: a guard whose measure never comes must not pass.
        evaluator.Hindrance = _candidate is KeyedReader
            ? $"nothing has been tracked as '{guard.Metric}' yet"
            : $"no call of the candidate has recorded '{guard.Metric}' yet; record 0 where there is nothing to count";
    }

    internal override GuardSample Read(in GuardReading reading)
    {
        // The counts were read before: a value may be here early, for which the tests wait, never late.
        Drain(_candidate, GuardArm.Candidate, ref _candidateLost);
        Drain(_stable, GuardArm.Stable, ref _stableLost);
        return GuardSample.From(Evaluator.Guard, reading.Candidate, reading.Stable) with { LongestTicks = _sources.LongestTicks(reading.Now) };
    }

    internal override void Stop()
    {
        _candidate?.Dispose();
        _stable?.Dispose();
    }

    private void Drain(IMeasureReader? reader, GuardArm arm, ref long lost)
    {
        if (reader is null)
        {
            return;
        }

        int count;
        do
        {
            count = reader.Drain(_values);
            if (Evaluator.Hindrance is not null && (reader is KeyedReader ? _values.AsSpan(0, count).ContainsAnyExcept(0.0) : count > 0 && arm == GuardArm.Candidate))
            {
                Evaluator.Hindrance = null;
            }

            Evaluator.Take(arm, _values.AsSpan(0, count));
        }
        while (count == _values.Length);

        var dropped = reader.Dropped;
        if (_lostCountAsGood && dropped > lost)
        {
            // Where a call without a value is a bad one, a value that was lost must not make it that.
            for (var left = dropped - lost; left > 0; left -= _values.Length)
            {
                var good = _values.AsSpan(0, (int)Math.Min(left, _values.Length));
                good.Fill(1);
                Evaluator.Take(arm, good);
            }
        }

        lost = dropped;
    }
}
