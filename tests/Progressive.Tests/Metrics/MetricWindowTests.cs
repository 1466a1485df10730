using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class MetricWindowTests
{
    private static readonly long Millisecond = TimeSpan.TicksPerMillisecond;
    private readonly FakeTimeProvider _time = new();
    private readonly MetricWindow _window;

    public MetricWindowTests() => _window = new MetricWindow(_time, TimeSpan.FromMilliseconds(100));

    [Fact]
    public void Outcomes_are_counted_by_kind_and_randomisation()
    {
        Call(OutcomeKind.Ok, 3, randomised: true);
        Call(OutcomeKind.Ok, 2, randomised: false);
        Call(OutcomeKind.Rejected, 4, randomised: true);
        Call(OutcomeKind.Rejected, 1, randomised: false);
        Call(OutcomeKind.Error, 6, randomised: true);
        Call(OutcomeKind.Error, 5, randomised: false);
        var totals = _window.Read(Now);
        Assert.Equal((5, 5, 11, 21), (totals.Ok, totals.Rejected, totals.Error, totals.Calls));
        Assert.Equal((3, 4, 6, 13), (totals.RandomisedOk, totals.RandomisedRejected, totals.RandomisedError, totals.RandomisedCalls));
        Assert.Equal((21, 0, 0), (totals.Started, totals.Abandoned, totals.InFlight));
    }

    [Fact]
    public void A_difference_is_what_happened_between_two_readings_and_keeps_the_level()
    {
        Call(OutcomeKind.Ok, 3);
        var before = _window.Read(Now);
        Call(OutcomeKind.Error, 2);
        _window.Started(Now);
        var delta = _window.Read(Now) - before;
        Assert.Equal((0, 2, 2, 3, 1), (delta.Ok, delta.Error, delta.Calls, delta.Started, delta.InFlight));
    }

    [Fact]
    public void An_abandoned_call_counts_nowhere()
    {
        _window.Started(Now);
        _window.Started(Now);
        _window.Abandoned(Now);
        var totals = _window.Read(Now);
        Assert.Equal((0, 1, 1), (totals.Calls, totals.InFlight, totals.Abandoned));
        Assert.Equal(0, Durations().Sum());
    }

    [Fact]
    public void Durations_go_to_the_histogram()
    {
        for (var i = 1; i <= 100; i++)
        {
            _window.Started(Now);
            _window.Completed(OutcomeKind.Ok, Now, Now + (i * Millisecond), randomised: true);
        }

        Assert.Equal(100, Durations().Sum());
        Assert.InRange(DurationBuckets.Quantile(Durations(), 0.95), 0.095 * 0.9892, 0.095 * 1.0108);
    }

    [Fact]
    public void Bad_calls_from_before_the_tick_are_late_and_still_counted_once()
    {
        var beforeTick = Now;
        for (var i = 0; i < 4; i++)
        {
            _window.Started(beforeTick);
        }

        _time.Advance(TimeSpan.FromMilliseconds(50));
        _window.Completed(OutcomeKind.Error, beforeTick, Now, randomised: true);
        _window.ReadTick(Now);
        _window.Completed(OutcomeKind.Error, beforeTick, Now, randomised: true);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        _window.ReadTick(Now);
        _window.Completed(OutcomeKind.Error, beforeTick, Now, randomised: false);
        _window.Completed(OutcomeKind.Rejected, beforeTick, Now, randomised: true);
        var totals = _window.Read(Now);
        Assert.Equal((3, 2, 1, 1), (totals.Error, totals.RandomisedError, totals.Rejected, totals.RandomisedRejected));
        Assert.Equal(1, totals.LateError[LateCounts.ClassOf(1)]);
        Assert.Equal(1, totals.LateError[LateCounts.ClassOf(6)]);
        Assert.Equal(2, totals.LateError.Total);
        Assert.Equal(1, totals.LateRejected.Total);
    }

    [Fact]
    public void The_observer_hears_of_bad_calls_after_they_are_counted()
    {
        var observer = new CountingObserver(_window, _time);
        _window.Observer = observer;
        Call(OutcomeKind.Ok, 5);
        Assert.Equal(0, observer.Told);
        Call(OutcomeKind.Rejected, 1);
        Call(OutcomeKind.Error, 1);
        Assert.Equal(2, observer.Told);
        Assert.Equal(2, observer.BadSeen);
    }

    [Fact]
    public void The_observer_hears_of_slow_calls_after_they_are_counted()
    {
        _window.Watch([TimeSpan.FromMilliseconds(200)]);
        var observer = new CountingObserver(_window, _time);
        _window.Observer = observer;
        var start = Now;
        _window.Started(start);
        _time.Advance(TimeSpan.FromMilliseconds(350));
        _window.Completed(OutcomeKind.Ok, start, Now, randomised: true);
        Assert.Equal(1, observer.Told);
        Assert.Equal(1, observer.ExceededSeen);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        _window.Watch([TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)]);
        Record(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Record(100_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Record(int calls)
        {
            var now = Now;
            for (var i = 0; i < calls; i++)
            {
                var start = now + (i * Millisecond);
                _window.Started(start);
                _window.Completed((OutcomeKind)(i % 3), start, start + (i % 500 * Millisecond), randomised: true);
            }
        }
    }

    [Fact]
    public void Concurrent_calls_are_all_counted_exactly()
    {
        const int Threads = 8;
        const int Rounds = 40;
        const int CallsPerRound = 3125;
        const int Calls = Threads * Rounds * CallsPerRound;
        var threshold = 500 * Millisecond;
        _window.Watch([new TimeSpan(threshold)]);

        // Each round lies in one slot of the ring, so that what is settled meanwhile are earlier rounds; three slots apart, the rounds reuse the ring twice.
        var tick = 100 * Millisecond;
        var firstSlot = ((Now / tick) + 1) * tick;
        var wentBack = false;
        using var barrier = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(n => new Thread(() =>
        {
            var exceededBefore = 0L;
            for (var round = 0; round < Rounds; round++)
            {
                barrier.SignalAndWait();
                for (var i = 0; i < CallsPerRound; i++)
                {
                    var start = firstSlot + (round * 3 * tick) + (i * 200);
                    _window.Started(start);
                    if (i % 25 == 7)
                    {
                        _window.Abandoned(start);
                    }
                    else if (i % 25 != 20)
                    {
                        _window.Completed((OutcomeKind)(i % 3), start, start + (i % 5 == 0 ? threshold + Millisecond : threshold), randomised: n % 2 == 0);
                    }

                    if (i % 1000 == 0)
                    {
                        var exceeded = _window.Read(start + threshold).Thresholds[0].Exceeded;
                        wentBack |= exceeded < exceededBefore;
                        exceededBefore = exceeded;
                    }
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        var completed = Enumerable.Range(0, CallsPerRound).Where(i => i % 25 is not (7 or 20)).ToArray();
        var totals = _window.Read(firstSlot + (Rounds * 3 * tick) + TimeSpan.TicksPerMinute);
        Assert.False(wentBack);
        Assert.Equal((Calls, Calls / 25, Calls / 25), (totals.Started, totals.Abandoned, totals.InFlight));
        Assert.Equal(Threads * Rounds * completed.Length, totals.Calls);
        Assert.Equal(Threads * Rounds * completed.Count(i => i % 3 == 2), totals.Error);
        Assert.Equal(Threads / 2 * Rounds * completed.Length, totals.RandomisedCalls);
        Assert.Equal(Threads * Rounds * completed.Length, Durations().Sum());

        // The calls that hang are all among every fifth.
        Assert.Equal(new ThresholdCount(Calls - (Calls / 25), Calls / 5), totals.Thresholds[0]);
    }

    private long Now => _time.GetTimestamp();

    private void Call(OutcomeKind kind, int times, bool randomised = true)
    {
        for (var i = 0; i < times; i++)
        {
            _window.Started(Now);
            _window.Completed(kind, Now, Now + Millisecond, randomised);
        }
    }

    private long[] Durations()
    {
        var counts = new long[DurationBuckets.Count];
        _window.ReadDurations(counts);
        return counts;
    }

    private sealed class CountingObserver(MetricWindow window, TimeProvider time) : IBadOutcomeObserver
    {
        public int Told { get; private set; }

        public long BadSeen { get; private set; }

        public long ExceededSeen { get; private set; }

        public void OnBadOutcome()
        {
            var totals = window.Read(time.GetTimestamp());
            Told++;
            BadSeen = totals.Rejected + totals.Error;
            ExceededSeen = totals.Thresholds[0].Exceeded;
        }
    }
}
