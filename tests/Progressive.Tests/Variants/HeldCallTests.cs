using Progressive.Metrics;
using Progressive.Variants;
using Xunit;
using Running = Progressive.Call;

namespace Progressive.Tests.Variants;

/// <summary>Measures recorded by whoever holds the call, and objects that calls are made of over and over again.</summary>
public sealed class HeldCallTests : IDisposable
{
    private readonly MeasuredCalls _app = new(("a", "candidate"), ("b", "candidate"));
    private readonly IMeasureReader _cost;
    private readonly IMeasureReader _tokens;
    private readonly VariantRoute _route;

    public HeldCallTests()
    {
        (_cost, _tokens) = (_app.Read("a", "candidate", "cost_usd"), _app.Read("a", "candidate", "tokens"));
        _route = _app.Routes.For("a");
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Its_measures_reach_their_readers_without_being_current()
    {
        var call = Start();
        call.Measure("COST_USD", 0.004m);
        call.Measure("tokens", 500);
        call.Measure("tokens");
        call.Measure("nobody asked", 1.0);
        Assert.Null(Running.Current);
        call.Complete(OutcomeKind.Ok);
        Assert.Equal([0.004], _cost.All());
        Assert.Equal([501], _tokens.All());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void What_is_no_measure_is_refused_and_counted(double value)
    {
        var call = Start();
        call.Measure("cost_usd", value);
        call.Complete(OutcomeKind.Ok);
        Assert.Empty(_cost.All());
        Assert.Equal(1, _app.Rejected()["a candidate cost_usd"]);
    }

    [Fact]
    public void The_next_call_begins_with_nothing()
    {
        for (var i = 1; i <= 3; i++)
        {
            var call = Start();
            call.Measure(i % 2 == 0 ? "tokens" : "cost_usd", i);
            call.Complete(OutcomeKind.Ok);
        }

        Assert.Equal([1, 3], _cost.All());
        Assert.Equal([2], _tokens.All());
    }

    [Fact]
    public void Who_holds_a_call_that_is_over_does_not_reach_the_one_that_took_its_place()
    {
        var first = Start();
        first.Complete(OutcomeKind.Ok);
        var second = Start();
        first.Measure("cost_usd", 7);
        first.Enter();
        Assert.Null(Running.Current);
        second.Measure("cost_usd", 1);
        first.Leave();
        second.Complete(OutcomeKind.Ok);
        Assert.Equal([1], _cost.All());
    }

    [Fact]
    public void A_call_that_was_given_up_records_nothing_and_leaves_nothing_behind()
    {
        var call = Start();
        call.Measure("cost_usd", 7);
        call.Abandon();
        var next = Start();
        next.Complete(OutcomeKind.Ok);
        Assert.Empty(_cost.All());
    }

    [Fact]
    public void A_call_that_was_current_is_never_another_one()
    {
        var call = Start();
        call.Enter();
        var kept = Running.Current!;
        call.Complete(OutcomeKind.Ok);
        for (var i = 0; i < 3; i++)
        {
            var next = Start();
            next.Enter();
            Assert.NotSame(kept, Running.Current);
            kept.Measure("cost_usd", 7);
            next.Complete(OutcomeKind.Ok);
        }

        Assert.Empty(_cost.All());
    }

    [Fact]
    public void Calls_that_run_at_once_are_different_ones()
    {
        var calls = Enumerable.Range(0, 10).Select(_ => Start()).ToArray();
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i].Measure("cost_usd", i);
        }

        foreach (var call in calls)
        {
            call.Complete(OutcomeKind.Ok);
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], _cost.All());
    }

    [Fact]
    public async Task Whatever_threads_calls_begin_and_end_on_each_value_arrives_once()
    {
        const int PerThread = 300;
        var ends = new System.Collections.Concurrent.BlockingCollection<VariantCall>(16);
        var starting = Enumerable.Range(0, 3).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < PerThread; i++)
                {
                    var call = Start();
                    call.Measure("cost_usd", (thread * PerThread) + i);
                    ends.Add(call);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        var ending = Task.Run(
            () =>
            {
                foreach (var call in ends.GetConsumingEnumerable())
                {
                    call.Complete(OutcomeKind.Ok);
                }
            },
            TestContext.Current.CancellationToken);
        await Task.WhenAll(starting);
        ends.CompleteAdding();
        await ending;
        Assert.Equal(Enumerable.Range(0, 3 * PerThread).Select(i => (double)i), _cost.All().Order());
    }

    private VariantCall Start() => _route.Start("candidate", drawn: true);
}
