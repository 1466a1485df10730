using System.Collections.Immutable;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Tests.Metrics;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>A tick in which nothing happened reads nothing, and decides what a tick that reads everything decides.</summary>
public sealed class IdleTickTests
{
    private static readonly Guard[][] s_guards =
    [
        [Guard.Parse("error_rate < 5%")],
        [Guard.Parse("error_rate < stable + 5%"), Guard.Parse("rejection_rate < 10%")],
        [Guard.Parse("latency p90 < 250ms"), Guard.Parse("error_rate < 5%")],
        [Guard.Parse("latency p50 < 30s"), Guard.Parse("latency p99 < 1s"), Guard.Parse("error_rate < stable + 50%")],
    ];

    private enum Doing
    {
        Start,
        StartStable,
        End,
        Fail,
        Reject,
        Abandon,
        Tick,
        Idle,
        LongIdle,
        Part,
        Look,
    }

    [Fact]
    public void Skipping_idle_ticks_changes_no_evidence_and_no_decision()
    {
        var doing = Gen.Frequency(
            (6, Gen.Const(Doing.Start)),
            (4, Gen.Const(Doing.StartStable)),
            (6, Gen.Const(Doing.End)),
            (2, Gen.Const(Doing.Fail)),
            (1, Gen.Const(Doing.Reject)),
            (1, Gen.Const(Doing.Abandon)),
            (8, Gen.Const(Doing.Tick)),
            (3, Gen.Const(Doing.Idle)),
            (1, Gen.Const(Doing.LongIdle)),
            (4, Gen.Const(Doing.Part)),
            (3, Gen.Const(Doing.Look)));
        Gen.Select(Gen.Int[0, s_guards.Length - 1], doing.Array[10, 80]).Sample((guards, actions) =>
        {
            var skipping = new World(s_guards[guards]);
            var reading = new World(s_guards[guards], readsAlways: true);
            foreach (var action in actions)
            {
                var breach = skipping.Do(action);
                Assert.Equal(reading.Do(action), breach);
                AssertSame(reading.Evidence, skipping.Evidence);
            }
        }, iter: 1_000, threads: 1);
    }

    [Fact]
    public void A_window_is_still_when_calls_are_over_and_settled_and_not_before()
    {
        var time = new FakeTimeProvider();
        var window = new MetricWindow(time, GuardTick.Interval);
        window.Watch(TimeSpan.FromSeconds(1));
        Assert.True(window.IsStill(Read()));

        var start = time.GetTimestamp();
        var before = Read();
        window.Started(start);
        Assert.False(window.IsStill(before));
        Assert.False(window.IsStill(Read()));
        window.Completed(OutcomeKind.Ok, start, time.GetTimestamp(), randomised: true);
        Assert.False(window.IsStill(Read()));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(window.IsStill(Read()));

        MetricTotals Read() => window.Read(time.GetTimestamp());
    }

    [Fact]
    public void What_somebody_else_has_settled_is_taken_in_by_the_next_tick()
    {
        var world = new World([Guard.Parse("latency p90 < 250ms")]);
        world.Do(Doing.Tick);
        world.Do(Doing.Start);
        world.Do(Doing.End);
        world.Do(Doing.Tick);
        Assert.Equal(0, world.Evidence[0].CandidateCalls);

        // The call becomes old enough between two ticks, and a look, which settles it, comes before the tick does.
        for (var i = 0; i < 12; i++)
        {
            world.Do(Doing.Part);
        }

        world.Do(Doing.Look);
        world.Do(Doing.Tick);
        Assert.Equal(1, world.Evidence[0].CandidateCalls);
    }

    [Fact]
    public void A_hung_call_is_found_by_ticks_that_see_no_other_call()
    {
        var world = new World([Guard.Parse("latency p50 < 30s")]);
        for (var i = 0; i < 50; i++)
        {
            world.Do(Doing.Start);
        }

        string? breach = null;
        for (var tick = 0; tick < 200 && breach is null; tick++)
        {
            breach = world.Do(Doing.Tick);
        }

        Assert.NotNull(breach);
    }

    [Fact]
    public void An_idle_tick_allocates_nothing()
    {
        var time = new FakeTimeProvider();
        var watches = Enumerable.Range(0, 100).Select(n => Watch($"flag{n}", time)).ToArray();
        Assert.Equal(0, Least(() => Tick(100)));

        void Tick(int times)
        {
            for (var i = 0; i < times; i++)
            {
                foreach (var watch in watches)
                {
                    watch.Tick();
                }
            }
        }
    }

    [Fact]
    public async Task An_idle_tick_of_the_engine_costs_the_same_few_bytes_however_many_flags_it_watches()
    {
        var few = await BytesPerTickAsync(10);
        var many = await BytesPerTickAsync(1_000);
        Assert.Equal(few, many);

        static async Task<long> BytesPerTickAsync(int flags)
        {
            using var process = new RolloutHarness();
            process.Engine.Apply(
                [],
                [.. Enumerable.Range(0, flags).Select(n => new WatchSpec($"flag{n}", "stable", null, [("candidate", "1")], s_guards[1]))]);
            await process.Engine.LoadAsync(default);
            return Least(() => process.Engine.TickAsync(default).GetAwaiter().GetResult());
        }
    }

    // Compiling anew allocates now and then; what is under test would every time.
    private static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static GuardWatch Watch(string flag, FakeTimeProvider time)
    {
        var window = new MetricWindow(time, GuardTick.Interval);
        var guards = new CandidateGuards(s_guards[3], window, new MetricWindow(time, GuardTick.Interval), 0.01, 1_000, [], time.GetTimestamp());
        return new GuardWatch(flag, "candidate", guards, window, time, (_, _) => false, new RolloutLog(NullLogger<RolloutLog>.Instance));
    }

    private static void AssertSame(ImmutableArray<GuardEvidence> expected, ImmutableArray<GuardEvidence> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].LogAccumulators.Select(BitConverter.DoubleToInt64Bits), actual[i].LogAccumulators.Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(expected[i].LogExclusions?.Select(BitConverter.DoubleToInt64Bits), actual[i].LogExclusions?.Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(expected[i] with { LogAccumulators = [], LogExclusions = null }, actual[i] with { LogAccumulators = [], LogExclusions = null });
        }
    }

    /// <summary>Calls and ticks of one candidate, watched by guards that skip idle ticks, or by the plain loop that reads every time.</summary>
    private sealed class World
    {
        private static readonly TimeSpan s_part = TimeSpan.FromMilliseconds(70);

        private readonly FakeTimeProvider _time = new();
        private readonly MetricWindow _candidate;
        private readonly MetricWindow _stable;
        private readonly CandidateGuards? _guards;
        private readonly PlainGuards? _plain;
        private readonly List<(MetricWindow Window, long Start)> _running = [];

        public World(Guard[] guards, bool readsAlways = false)
        {
            _candidate = new MetricWindow(_time, GuardTick.Interval);
            _stable = new MetricWindow(_time, GuardTick.Interval);
            if (readsAlways)
            {
                _plain = new PlainGuards(guards, _candidate, _stable, _time.GetTimestamp());
            }
            else
            {
                _guards = new CandidateGuards(guards, _candidate, _stable, 0.01, 5_000, [], _time.GetTimestamp());
            }
        }

        public ImmutableArray<GuardEvidence> Evidence => _guards?.Evidence ?? _plain!.Evidence;

        public string? Do(Doing doing)
        {
            switch (doing)
            {
                case Doing.Start or Doing.StartStable:
                    var window = doing == Doing.Start ? _candidate : _stable;
                    window.Started(_time.GetTimestamp());
                    _running.Add((window, _time.GetTimestamp()));
                    return null;

                case Doing.End or Doing.Fail or Doing.Reject or Doing.Abandon when _running.Count > 0:
                    // Sometimes the oldest, sometimes the newest: late calls and quick ones.
                    var place = _running.Count % 3 == 0 ? 0 : _running.Count - 1;
                    var (of, start) = _running[place];
                    _running.RemoveAt(place);
                    if (doing == Doing.Abandon)
                    {
                        of.Abandoned(start);
                        return null;
                    }

                    var kind = doing == Doing.End ? OutcomeKind.Ok : doing == Doing.Fail ? OutcomeKind.Error : OutcomeKind.Rejected;
                    of.Completed(kind, start, _time.GetTimestamp(), randomised: true);
                    return null;

                case Doing.Tick:
                    return Tick(1);

                case Doing.Idle:
                    return Tick(20);

                case Doing.LongIdle:
                    return Tick(160);

                case Doing.Part:
                    _time.Advance(s_part);
                    return null;

                case Doing.Look:
                    var now = _time.GetTimestamp();
                    return (_guards is null ? _plain!.FindBreach(now) : _guards.FindBreach(now))?.Describe();

                default:
                    return null;
            }
        }

        private string? Tick(int times)
        {
            string? breach = null;
            for (var i = 0; i < times; i++)
            {
                _time.Advance(GuardTick.Interval);
                var now = _time.GetTimestamp();
                var found = _guards is null ? _plain!.Tick(now) : _guards.Tick(now, _ => { });
                breach ??= found is null ? null : $"{i}: {found.Describe()}";
            }

            return breach;
        }
    }

    /// <summary>What every tick did before ticks were skipped.</summary>
    private sealed class PlainGuards
    {
        private readonly MetricWindow _candidate;
        private readonly MetricWindow _stable;
        private readonly GuardEvaluator[] _evaluators;
        private readonly GuardFeed[] _feeds;
        private MetricTotals _candidateSeen;
        private MetricTotals _stableSeen;

        public PlainGuards(Guard[] guards, MetricWindow candidate, MetricWindow stable, long now)
        {
            (_candidate, _stable) = (candidate, stable);
            _evaluators = [.. guards.Select(g => new GuardEvaluator(g, 0.01, 5_000))];
            var sources = new GuardSources(candidate, stable, candidate, stable, GuardMargins.Default);
            _feeds = [.. _evaluators.Select(e => GuardFeed.For(e, sources))];
            (_candidateSeen, _stableSeen) = (candidate.Read(now), stable.Read(now));
        }

        public ImmutableArray<GuardEvidence> Evidence => [.. _evaluators.Select(e => e.Evidence)];

        public GuardEvaluator? FindBreach(long now)
        {
            var candidate = _candidate.Read(now) - _candidateSeen;
            return _feeds.FirstOrDefault(f => f.LooksWithinTicks && f.Evaluator.ObservePartial(f.Peek(candidate)))?.Evaluator;
        }

        public GuardEvaluator? Tick(long now)
        {
            var (candidateTotals, stableTotals) = (_candidate.ReadTick(now), _stable.ReadTick(now));
            var (candidate, stable) = (candidateTotals - _candidateSeen, stableTotals - _stableSeen);
            (_candidateSeen, _stableSeen) = (candidateTotals, stableTotals);
            GuardEvaluator? breached = null;
            foreach (var feed in _feeds)
            {
                if (feed.Evaluator.Observe(feed.Read(new GuardReading(in candidate, in stable, in candidateTotals, in stableTotals, now))))
                {
                    breached ??= feed.Evaluator;
                }
            }

            return breached;
        }
    }
}
