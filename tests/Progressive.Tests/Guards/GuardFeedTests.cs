using Microsoft.Extensions.Time.Testing;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Guards;

/// <summary>Guards on windows, with calls of every duration and measures of a fake.</summary>
public sealed class GuardFeedTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SplitMix64 _numbers = new(20250800);
    private readonly MetricWindow _candidate;
    private readonly MetricWindow _stable;
    private readonly Measures _candidateMeasures = new();
    private readonly Measures _stableMeasures = new();

    public GuardFeedTests()
    {
        _candidate = new MetricWindow(_time, GuardTick.Interval);
        _stable = new MetricWindow(_time, GuardTick.Interval);
    }

    [Theory]
    [InlineData("latency p90 < stable + 10%", 2.0, true)]
    [InlineData("latency p90 < stable + 10%", 1.0, false)]
    [InlineData("latency < stable", 1.8, true)]
    [InlineData("latency < stable", 1.0, false)]
    [InlineData("latency p50 < stable + 30ms", 1.6, true)]
    [InlineData("latency p50 < stable + 30ms", 1.2, false)]
    public void Latency_against_stable_is_measured_on_both_windows(string guard, double stretch, bool breaks)
    {
        var guards = Watch(guard);
        var breached = false;
        for (var tick = 0; tick < 600 && !breached; tick++)
        {
            Calls(_candidate, 8, stretch);
            Calls(_stable, 24, 1);
            breached = Tick(guards);
        }

        var explanation = guards.Evaluators[0].Explain();
        Assert.Equal(breaks, breached);
        Assert.InRange(explanation.StableCalls, 40, 14_400);
        Assert.Null(explanation.Obstacle);

        // The limit is the candidate's: 100 ms is stable's median, and the scale of the logarithm 0.5.
        Assert.InRange(explanation.Threshold!.Value, 0.08, 0.5);
        if (guard.StartsWith("latency p50", StringComparison.Ordinal))
        {
            Assert.InRange(explanation.Threshold.Value, 0.12, 0.14);
        }
    }

    [Fact]
    public void A_candidate_whose_calls_hang_is_caught_without_one_of_them_ending()
    {
        var guards = Watch("latency p95 < stable + 20%");
        for (var tick = 0; tick < 100; tick++)
        {
            Calls(_candidate, 8, 1);
            Calls(_stable, 24, 1);
            Assert.False(Tick(guards));
        }

        for (var tick = 0; tick < 25; tick++)
        {
            for (var i = 0; i < 8; i++)
            {
                _candidate.Started(_time.GetTimestamp());
            }

            Calls(_stable, 24, 1);
            if (Tick(guards))
            {
                Assert.InRange(tick, 1, 10);
                return;
            }
        }

        Assert.Fail(guards.Evaluators[0].Describe());
    }

    [Fact]
    public void Calls_that_were_sent_to_the_candidate_are_not_compared()
    {
        var guards = Watch("latency p90 < stable + 10%");
        for (var tick = 0; tick < 200; tick++)
        {
            Calls(_candidate, 4, 1);
            Calls(_candidate, 8, 5, randomised: false);
            Calls(_stable, 24, 1);
            Assert.False(Tick(guards), guards.Evaluators[0].Describe());
        }

        Assert.InRange(guards.Evaluators[0].CandidateCalls, 400, 800);
    }

    [Fact]
    public void A_limit_follows_stable_and_the_evidence_stays()
    {
        var guards = Watch("latency p90 < stable + 10%");
        var evaluator = guards.Evaluators[0];
        var limits = new HashSet<double>();
        for (var tick = 0; tick < 400; tick++)
        {
            var slow = tick < 100 ? 1 : 3;
            Calls(_candidate, 8, slow);
            Calls(_stable, 24, slow);
            var before = evaluator.CandidateCalls;
            Assert.False(Tick(guards), evaluator.Describe());
            Assert.True(evaluator.CandidateCalls >= before);
            limits.Add(Math.Round(evaluator.Explain().Threshold ?? 0, 3));
        }

        Assert.InRange(limits.Count, 3, 8);
        Assert.InRange(limits.Max() / limits.Where(l => l > 0).Min(), 2.2, 4);
    }

    [Fact]
    public void Several_watchers_of_one_reference_do_not_disturb_each_other()
    {
        var other = new MetricWindow(_time, GuardTick.Interval);
        var first = Watch("latency p90 < stable + 10%", "latency p90 < 1s");
        var second = new CandidateGuards([Guard.Parse("latency p90 < stable + 50%")], other, _stable, 0.01, 3600, [], _time.GetTimestamp());
        for (var tick = 0; tick < 300; tick++)
        {
            Calls(_candidate, 8, 1);
            Calls(other, 8, 4);
            Calls(_stable, 24, 1);
            _time.Advance(GuardTick.Interval);
            Assert.Null(first.Tick(_time.GetTimestamp(), _ => { }));
            if (second.Tick(_time.GetTimestamp(), _ => { }) is not null)
            {
                second.Stop();
                return;
            }
        }

        Assert.Fail(second.Evaluators[0].Describe());
    }

    [Fact]
    public void Where_there_is_no_place_left_the_guard_says_so_and_holds()
    {
        var guards = Watch([.. Enumerable.Range(1, 13).Select(i => $"latency p90 < {i}s")]);
        Assert.Null(guards.Evaluators[11].Explain().Obstacle);
        Assert.Contains("more than 12 durations", guards.Evaluators[12].Explain().Obstacle, StringComparison.Ordinal);
        Assert.Contains("more than 12 durations", guards.Evaluators[12].Earned(1).Obstacle, StringComparison.Ordinal);
        guards.Stop();
        Assert.Null(Watch("latency p90 < 60s").Evaluators[0].Explain().Obstacle);
    }

    [Theory]
    [InlineData("cost_usd mean < 0.05usd", 0.2, true)]
    [InlineData("cost_usd mean < 0.05usd", 0.03, false)]
    [InlineData("cost_usd mean < stable + 10%", 0.2, true)]
    [InlineData("cost_usd mean < stable + 10%", 0.05, false)]
    [InlineData("cost_usd p90 < stable", 0.2, true)]
    [InlineData("cost_usd p90 < stable", 0.05, false)]
    [InlineData("cost_usd rate < stable + 2pp", 0.2, false)]
    public void Measures_are_read_from_both_sources(string guard, double mean, bool breaks)
    {
        var guards = Watch(guard);
        var breached = false;
        for (var tick = 0; tick < 300 && !breached; tick++)
        {
            Record(_candidate, _candidateMeasures, 8, mean);
            Record(_stable, _stableMeasures, 24, 0.05);
            breached = Tick(guards);
        }

        Assert.True(breaks == breached, guards.Evaluators[0].Describe());
        Assert.All(_candidateMeasures.Opened, o => Assert.Equal(("cost_usd", guards.Evaluators[0].Guard.Bound.RelativeToStable), o));
        Assert.Equal(guards.Evaluators[0].Guard.Bound.RelativeToStable ? 1 : 0, _stableMeasures.Opened.Count);
    }

    [Fact]
    public void A_measure_that_nothing_records_holds_and_says_so()
    {
        var guards = new CandidateGuards([Guard.Parse("cost_usd mean < 1usd")], _candidate, _stable, 0.01, 3600, [], 0, GuardKinds.Metrics);
        Assert.Contains("no call of the candidate has recorded 'cost_usd' yet", guards.Evaluators[0].Earned(0.5).Obstacle, StringComparison.Ordinal);
        Assert.False(EarnedStep.Check(guards.Evaluators, Progressive.Assignment.Share.Parse("50%")).IsEarned);
    }

    [Fact]
    public void Dear_calls_that_trickle_in_after_the_traffic_stopped_are_no_breach()
    {
        // Half of the calls cost 0.01 and end at once, half cost 0.08 and take 6 s: 0.045 on average, where 0.05 is allowed.
        var guards = Watch("cost_usd mean < 0.05usd");
        var running = new Queue<(long Start, int Tick)>();
        for (var tick = 0; tick < 400; tick++)
        {
            while (running.TryPeek(out var call) && call.Tick <= tick - 30)
            {
                running.Dequeue();
                _candidateMeasures.Add(0.08);
                _candidate.Completed(OutcomeKind.Ok, call.Start, _time.GetTimestamp(), randomised: true);
            }

            for (var i = 0; i < (tick < 300 ? 10 : 0); i++)
            {
                var now = _time.GetTimestamp();
                _candidate.Started(now);
                if (i % 2 == 0)
                {
                    running.Enqueue((now, tick));
                }
                else
                {
                    _candidateMeasures.Add(0.01);
                    _candidate.Completed(OutcomeKind.Ok, now, now, randomised: true);
                }
            }

            Assert.False(Tick(guards), $"tick {tick}: {guards.Evaluators[0].Describe()}");
        }
    }

    private CandidateGuards Watch(params string[] guards) => new(
        [.. guards.Select(g => Guard.Parse(g))],
        _candidate,
        _stable,
        0.01,
        3600,
        [],
        _time.GetTimestamp(),
        GuardKinds.Metrics,
        candidateMeasures: _candidateMeasures,
        stableMeasures: _stableMeasures);

    private bool Tick(CandidateGuards guards)
    {
        _time.Advance(GuardTick.Interval);
        return guards.Tick(_time.GetTimestamp(), _ => { }) is not null;
    }

    // Lognormal with a median of 100 ms, recorded as if the calls had just run.
    private void Calls(MetricWindow window, int count, double stretch, bool randomised = true)
    {
        for (var i = 0; i < count; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - _numbers.NextDouble())) * Math.Cos(2 * Math.PI * _numbers.NextDouble());
            var start = _time.GetTimestamp();
            window.Started(start, randomised);
            window.Completed(OutcomeKind.Ok, start, start + (long)(stretch * Math.Exp(0.5 * normal) * 0.1 * _time.TimestampFrequency), randomised);
        }
    }

    private void Record(MetricWindow window, Measures measures, int count, double mean)
    {
        for (var i = 0; i < count; i++)
        {
            measures.Add(-mean * Math.Log(1 - _numbers.NextDouble()));
            window.Started(_time.GetTimestamp());
            window.Completed(OutcomeKind.Ok, _time.GetTimestamp(), _time.GetTimestamp() + 1, randomised: true);
        }
    }

    private sealed class Measures : IMeasureSource
    {
        private readonly List<Reader> _readers = [];

        public List<(string, bool)> Opened { get; } = [];

        public void Add(double value) => _readers.ForEach(r => r.Values.Enqueue(value));

        public IMeasureReader Open(string measure, bool randomisedOnly)
        {
            Opened.Add((measure, randomisedOnly));
            _readers.Add(new Reader());
            return _readers[^1];
        }

        private sealed class Reader : IMeasureReader
        {
            public Queue<double> Values { get; } = [];

            public long Dropped => 0;

            public void Dispose() => Values.Clear();

            public int Drain(Span<double> destination)
            {
                var count = 0;
                while (count < destination.Length && Values.TryDequeue(out var value))
                {
                    destination[count++] = value;
                }

                return count;
            }
        }
    }
}
