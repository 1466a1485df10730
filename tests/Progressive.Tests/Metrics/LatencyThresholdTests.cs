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
    public void A_threshold_that_stays_keeps_its_counts_at_its_new_place()
    {
        var window = Watching(250);
        window.Started(Now);
        Advance(1000);
        var before = window.Read(Now);
        window.Watch([TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250)]);
        var after = window.Read(Now);
        Assert.Equal(new ThresholdCount(0, 0), after.Thresholds[0]);
        Assert.Equal(new ThresholdCount(1, 1), after.Thresholds[1]);
        Assert.Equal(default, (after - before).Thresholds);

        Advance(300);
        window.Started(Now);
        Advance(2000);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
        Assert.Equal(new ThresholdCount(2, 2), window.Read(Now).Thresholds[1]);
        window.Watch([]);
        Assert.Equal(default, window.Read(Now).Thresholds);
    }

    [Fact]
    public void Watching_the_same_again_changes_nothing()
    {
        var window = Watching(250);
        window.Started(Now);
        var version = window.Read(Now).ThresholdsVersion;
        window.Watch([TimeSpan.FromMilliseconds(250)]);
        Advance(1000);
        Assert.Equal(version, window.Read(Now).ThresholdsVersion);
        Assert.Equal(new ThresholdCount(1, 1), window.Read(Now).Thresholds[0]);
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
