using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class LatencyThresholdTests
{
    private const long Tick = 100 * TimeSpan.TicksPerMillisecond;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_hung_call_exceeds_within_one_tick_of_the_threshold()
    {
        var window = Watching(250);
        window.Started(Now);
        Advance(250);
        Assert.Equal(new ThresholdCount(0, 0), window.Read(Now).Thresholds[0]);
        Advance(101);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
        Advance(1_000_000);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
    }

    [Theory]
    [InlineData(249, 0)]
    [InlineData(250, 0)]
    [InlineData(251, 1)]
    [InlineData(5000, 1)]
    public void A_call_exceeds_when_it_took_longer(int milliseconds, long exceeded)
    {
        var window = Watching(250);
        var start = Now;
        window.Started(start);
        Advance(milliseconds);
        window.Completed(OutcomeKind.Ok, start, Now, randomised: true);
        Advance(1000);
        Assert.Equal(new ThresholdCount(1, exceeded), window.Read(Now).Thresholds[0]);
    }

    [Fact]
    public void A_call_abandoned_before_the_threshold_is_not_observed_and_one_after_it_stays()
    {
        var window = Watching(250);
        var first = Now;
        window.Started(first);
        Advance(100);
        window.Abandoned(first);
        var second = Now;
        window.Started(second);
        Advance(1000);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
        window.Abandoned(second);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
    }

    [Fact]
    public void A_threshold_that_stays_keeps_its_place_and_its_counts()
    {
        var window = Watching(250);
        window.Started(Now);
        Advance(1000);
        var places = window.Watch(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250));
        Assert.Equal(0, places[1]);
        Assert.Equal(new ThresholdCount(0, 0), window.Read(Now).Thresholds[places[0]]);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[places[1]]);

        Advance(300);
        window.Started(Now);
        Advance(2000);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[places[0]]);
        Assert.Equal(new ThresholdCount(2, 2), window.Read(Now).Thresholds[places[1]]);
    }

    [Fact]
    public void Watching_the_same_again_changes_nothing()
    {
        var window = Watching(250);
        window.Started(Now);
        window.Watch(TimeSpan.FromMilliseconds(250));
        window.Unwatch(window);
        window.Watch(TimeSpan.FromMilliseconds(250));
        Advance(1000);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
    }

    [Fact]
    public void Owners_share_a_duration_and_keep_theirs_when_another_changes()
    {
        var (first, second) = (new object(), new object());
        var window = new MetricWindow(_time, new TimeSpan(Tick));
        var own = window.WatchAs(first, WatchedLatency.Of(TimeSpan.FromMilliseconds(250)), WatchedLatency.Of(TimeSpan.FromMilliseconds(500)));
        var other = window.WatchAs(second, WatchedLatency.Of(TimeSpan.FromMilliseconds(500)), WatchedLatency.Of(TimeSpan.FromMilliseconds(750)));
        Assert.Equal(own[1], other[0]);
        Advance(300);
        window.Started(Now);
        Advance(2000);
        var before = window.Read(Now);
        other = window.WatchAs(second, WatchedLatency.Of(TimeSpan.FromMilliseconds(100)));
        Assert.DoesNotContain(other[0], own);
        Advance(300);
        window.Started(Now);
        Advance(2000);
        var counted = (window.Read(Now) - before).Thresholds;
        Assert.Equal(new ThresholdCount(1, 1), counted[own[0]]);
        Assert.Equal(new ThresholdCount(1, 1), counted[own[1]]);
        Assert.Equal(new ThresholdCount(1, 1), counted[other[0]]);
    }

    [Fact]
    public void More_than_twelve_durations_are_refused_and_disturb_nobody()
    {
        var window = new MetricWindow(_time, new TimeSpan(Tick));
        var (first, second) = (new object(), new object());
        var places = window.WatchAs(first, [.. Enumerable.Range(1, ThresholdCounts.Capacity).Select(i => WatchedLatency.Of(TimeSpan.FromMilliseconds(100 * i)))]);
        Assert.Equal(Enumerable.Range(0, ThresholdCounts.Capacity), places.Order());
        Assert.False(window.TryWatch(second, [WatchedLatency.Of(TimeSpan.FromSeconds(9))], new int[1]));
        Assert.Equal(places[2], window.WatchAs(second, WatchedLatency.Of(TimeSpan.FromMilliseconds(300)))[0]);
        window.Started(Now);
        Advance(3000);
        Assert.All(places, place => Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[place]));
        window.Unwatch(first);
        Assert.NotEqual(places[2], window.WatchAs(second, WatchedLatency.Of(TimeSpan.FromMilliseconds(300)), WatchedLatency.Of(TimeSpan.FromSeconds(9)))[1]);
    }

    [Fact]
    public void Calls_that_were_sent_here_count_only_where_all_do()
    {
        var window = new MetricWindow(_time, new TimeSpan(Tick));
        var limit = TimeSpan.FromMilliseconds(250);
        var places = window.WatchAs(this, WatchedLatency.Of(limit), new WatchedLatency(limit, limit, RandomisedOnly: true));
        var start = Now;
        foreach (var randomised in new[] { true, false, true, false, false })
        {
            window.Started(start, randomised);
        }

        Advance(100);
        window.Completed(OutcomeKind.Ok, start, Now, randomised: true);
        window.Completed(OutcomeKind.Ok, start, Now, randomised: false);
        window.Abandoned(start, randomised: false);
        Advance(1000);
        Assert.Equal(new ThresholdCount(4, 2), window.Read(Now).Thresholds[places[0]]);
        Assert.Equal(new ThresholdCount(2, 1), window.Read(Now).Thresholds[places[1]]);
    }

    [Fact]
    public void Windows_that_settle_at_one_age_count_the_same_starts()
    {
        var window = new MetricWindow(_time, new TimeSpan(Tick));
        var places = window.WatchAs(
            this,
            new WatchedLatency(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(900), RandomisedOnly: false),
            new WatchedLatency(TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(900), RandomisedOnly: false));
        for (var i = 0; i < 30; i++)
        {
            var start = Now;
            window.Started(start);
            Advance(70);
            window.Completed(OutcomeKind.Ok, start, start + (i % 3 * 150 * TimeSpan.TicksPerMillisecond), randomised: true);
            var read = window.Read(Now).Thresholds;
            Assert.Equal(read[places[0]].Observed, read[places[1]].Observed);
        }

        Advance(2000);
        Assert.Equal(new ThresholdCount(30, 10), window.Read(Now).Thresholds[places[0]]);
        Assert.Equal(new ThresholdCount(30, 0), window.Read(Now).Thresholds[places[1]]);
    }

    [Fact]
    public void A_very_long_threshold_is_held_in_the_same_memory()
    {
        var window = Watching(3_600_000);
        var start = Now;
        window.Started(start);
        window.Started(start);
        Advance(3_599_999);
        window.Completed(OutcomeKind.Ok, start, Now, randomised: true);
        Advance(10_000);
        Assert.Equal(new ThresholdCount(2, 1), window.Read(Now).Thresholds[0]);
    }

    /// <summary>Against a list of all calls: counts are exact once a call is a tick older than the threshold, bounded by it before, and never go back.</summary>
    [Fact]
    public void It_agrees_with_remembering_every_call()
    {
        var steps = Gen.Select(Gen.Int[0, 3], Gen.Frequency((8, Gen.Int[0, 120]), (1, Gen.Int[0, 20_000])), Gen.Int[0, 1000]).Array[1, 120];
        Gen.Select(steps, Gen.Int[1, 900], Gen.Int[1, 5000]).Sample((events, first, second) =>
        {
            long[] thresholds = [first * TimeSpan.TicksPerMillisecond, second * TimeSpan.TicksPerMillisecond];
            var time = new FakeTimeProvider();
            var window = new MetricWindow(time, new TimeSpan(Tick));
            window.Watch([new TimeSpan(thresholds[0]), new TimeSpan(thresholds[1])]);
            var calls = new List<(long Start, long End, bool Gone)>();
            var last = default(ThresholdCounts);
            foreach (var (what, milliseconds, which) in events)
            {
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                var now = time.GetTimestamp();
                var open = Enumerable.Range(0, calls.Count).Where(i => calls[i].End == long.MaxValue).ToArray();
                if (what <= 1)
                {
                    window.Started(now);
                    calls.Add((now, long.MaxValue, false));
                }
                else if (open.Length > 0)
                {
                    var i = open[which % open.Length];
                    calls[i] = (calls[i].Start, now, what == 3 && which % 3 == 0);
                    if (calls[i].Gone)
                    {
                        window.Abandoned(calls[i].Start);
                    }
                    else
                    {
                        window.Completed(OutcomeKind.Ok, calls[i].Start, now, randomised: true);
                    }
                }

                if (which % 4 == 0)
                {
                    var read = window.Read(now).Thresholds;
                    for (var d = 0; d < 2; d++)
                    {
                        Check(read[d], last[d], calls, thresholds[d], now);
                    }

                    last = read;
                }
            }
        });
    }

    private long Now => _time.GetTimestamp();

    private static void Check(ThresholdCount read, ThresholdCount last, List<(long Start, long End, bool Gone)> calls, long threshold, long now)
    {
        bool Left(long start, long end, bool gone, long slack) => gone && end - start <= threshold + slack;

        // A call abandoned within a tick after the threshold may count either way: its slot may or may not have been settled.
        var surely = calls.Where(c => c.Start + threshold + Tick < now && !Left(c.Start, c.End, c.Gone, Tick)).ToArray();
        var perhaps = calls.Where(c => c.Start + threshold <= now && !Left(c.Start, c.End, c.Gone, 0)).ToArray();
        Assert.InRange(read.Observed, surely.Length, perhaps.Length);
        Assert.InRange(read.Exceeded, surely.Count(c => c.End - c.Start > threshold), perhaps.Count(c => c.End - c.Start > threshold));
        Assert.True(read.Observed >= last.Observed && read.Exceeded >= last.Exceeded);
    }

    private MetricWindow Watching(int milliseconds)
    {
        var window = new MetricWindow(_time, new TimeSpan(Tick));
        window.Watch([TimeSpan.FromMilliseconds(milliseconds)]);
        return window;
    }

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
