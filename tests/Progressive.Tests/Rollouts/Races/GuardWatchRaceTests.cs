using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts.Races;

/// <summary>Bad outcomes that find the watch busy.</summary>
public sealed class GuardWatchRaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MetricWindow _window;
    private readonly GuardWatch _watch;
    private readonly List<string> _breaches = [];
    private Action? _onReport;

    public GuardWatchRaceTests()
    {
        _window = new MetricWindow(_time, GuardTick.Interval);
        _watch = Watch(NullLogger<RolloutLog>.Instance, "error_rate < 1%");
    }

    [Fact]
    public void A_breach_while_somebody_reads_is_acted_upon_when_the_reading_is_done()
    {
        var seen = _watch.Read(guards =>
        {
            FailElsewhere(5);
            Assert.Empty(_breaches);
            return guards.Evaluators[0].IsBreached;
        });

        Assert.False(seen);
        Assert.Single(_breaches);
        Assert.True(_watch.IsOver);
    }

    [Fact]
    public void A_breach_while_a_reader_fails_is_acted_upon_at_the_next_tick()
    {
        Assert.Throws<InvalidOperationException>(() => _watch.Read<bool>(_ =>
        {
            FailElsewhere(5);
            throw new InvalidOperationException();
        }));

        _watch.Tick();
        Assert.Single(_breaches);
    }

    [Fact]
    public void A_breach_while_a_tick_is_taken_in_is_acted_upon_when_the_tick_is_done()
    {
        // A report is told from within the tick, after what the tick decides on was read.
        var told = 0;
        _onReport = () =>
        {
            told++;
            FailElsewhere(5);
        };
        var watch = Watch(NullLogger<RolloutLog>.Instance, "rejection_rate < 1% (warn)", "error_rate < 1%");
        for (var i = 0; i < 5; i++)
        {
            var start = _time.GetTimestamp();
            _window.Started(start);
            _window.Completed(OutcomeKind.Rejected, start, start, randomised: true);
        }

        watch.Tick();
        Assert.Equal(1, told);
        Assert.Single(_breaches);
    }

    [Fact]
    public void Calls_that_fail_do_not_wait_for_a_reader()
    {
        using var reading = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var reader = new Thread(() => _watch.Read(_ =>
        {
            reading.Set();
            done.Wait();
            return true;
        }));
        reader.Start();
        reading.Wait();

        Fail(5);
        Assert.Empty(_breaches);
        done.Set();
        reader.Join();
        Assert.Single(_breaches);
    }

    private GuardWatch Watch(ILogger<RolloutLog> logger, params string[] texts)
    {
        var guards = new CandidateGuards(
            [.. texts.Select(text => Guard.Parse(text))], _window, new MetricWindow(_time, GuardTick.Interval), 0.01, 1_000, [], _time.GetTimestamp());
        return new GuardWatch("checkout", "candidate", guards, _window, _time, OnBreach, new RolloutLog(logger));
    }

    private bool OnBreach(GuardWatch watch, GuardEvaluator breached)
    {
        if (breached.Guard.Mode != GuardMode.Enforce)
        {
            _onReport!();
            return true;
        }

        _breaches.Add(breached.Describe());
        return false;
    }

    private void FailElsewhere(int calls)
    {
        // The gate lets its own thread in.
        var caller = new Thread(() => Fail(calls));
        caller.Start();
        caller.Join();
    }

    private void Fail(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var start = _time.GetTimestamp();
            _window.Started(start);
            _window.Completed(OutcomeKind.Error, start, start, randomised: true);
        }
    }
}
