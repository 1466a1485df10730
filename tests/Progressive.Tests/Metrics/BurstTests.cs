using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class BurstTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MetricWindow _window;

    public BurstTests() => _window = new MetricWindow(_time, TimeSpan.FromMilliseconds(200));

    [Theory]
    [InlineData(OutcomeKind.Error)]
    [InlineData(OutcomeKind.Rejected)]
    public void A_key_has_one_bad_outcome_in_a_tick(OutcomeKind kind)
    {
        Complete(kind, 7, times: 5);
        Assert.Equal((1, 4, 0), (Bad(kind), Totals.Repeated, Totals.InFlight));
        Assert.Equal(kind == OutcomeKind.Rejected ? 4 : 0, Totals.RepeatedRejected);
        Complete(kind, 8, times: 2);
        Assert.Equal((2, 5), (Bad(kind), Totals.Repeated));
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Complete(kind, 7, times: 3);
        Assert.Equal((3, 7), (Bad(kind), Totals.Repeated));
        Assert.Equal(0, Totals.InFlight);
    }

    [Fact]
    public void Calls_without_a_key_are_cases_of_their_own()
    {
        Complete(OutcomeKind.Error, key: 0, times: 5);
        Assert.Equal((5, 0), (Totals.Error, Totals.Repeated));
    }

    [Fact]
    public void Good_calls_are_all_counted()
    {
        Complete(OutcomeKind.Ok, key: 7, times: 5);
        Assert.Equal((5, 0), (Totals.Ok, Totals.Repeated));
    }

    [Fact]
    public void One_key_is_not_several_and_two_are_and_calls_without_one_are()
    {
        Assert.False(Totals.IsOfOneKey);
        Complete(OutcomeKind.Error, 7);
        _time.Advance(TimeSpan.FromSeconds(1));
        Complete(OutcomeKind.Error, 7);
        Assert.True(Totals.IsOfOneKey);
        Complete(OutcomeKind.Error, 9);
        Assert.False(Totals.IsOfOneKey);

        var other = new MetricWindow(_time, TimeSpan.FromMilliseconds(200));
        other.Started(_time.GetTimestamp());
        other.Completed(OutcomeKind.Error, _time.GetTimestamp(), _time.GetTimestamp(), randomised: true);
        Assert.False(other.Read(_time.GetTimestamp()).IsOfOneKey);
    }

    [Fact]
    public void A_repetition_tells_nobody()
    {
        var told = new Told();
        _window.Observer = told;
        Complete(OutcomeKind.Error, 7, times: 5);
        Assert.Equal(1, told.Times);
    }

    private MetricTotals Totals => _window.Read(_time.GetTimestamp());

    private long Bad(OutcomeKind kind) => kind == OutcomeKind.Error ? Totals.Error : Totals.Rejected;

    private void Complete(OutcomeKind kind, ulong key, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            var now = _time.GetTimestamp();
            _window.Started(now);
            _window.Completed(kind, now, now, randomised: true, key);
        }
    }

    private sealed class Told : IBadOutcomeObserver
    {
        public int Times { get; private set; }

        public void OnBadOutcome() => Times++;
    }
}
