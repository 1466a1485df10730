using Progressive.Metrics;
using Progressive.Variants;
using Xunit;
using Running = Progressive.Call;

namespace Progressive.Tests.Variants;

/// <summary>Measures of the running call, from code to whoever reads them.</summary>
public sealed class CallTests : IDisposable
{
    private readonly MeasuredCalls _app = new(("a", "candidate"), ("b", "candidate"), ("half", "50%"));
    private readonly TaskCompletionSource _gate = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void A_measure_of_a_call_reaches_its_readers_when_the_call_ends()
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        double[]? during = null;
        _app.Call("a", () =>
        {
            Running.Current!.Measure("cost_usd", 0.004m);
            during = cost.All();
        });
        Assert.Empty(during!);
        Assert.Equal([0.004], cost.All());
        Assert.Null(Running.Current);
    }

    [Fact]
    public void Names_ignore_case_values_add_up_and_names_nobody_asked_for_are_ignored()
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        for (var i = 0; i < 2; i++)
        {
            _app.Call("a", () =>
            {
                Running.Current!.Measure("Cost_USD", 1);
                Running.Current!.Measure("cost_usd", 0.5);
                Running.Current!.Measure("tokens", 7);
            });
        }

        _app.Call("a", () => { });
        Assert.Equal([1.5, 1.5], cost.All());
    }

    [Fact]
    public void Nobody_pays_where_nobody_reads()
    {
        _app.Call("a", () => Assert.Null(Running.Current));
        using (_app.Read("a", "candidate", "cost_usd"))
        {
            _app.Call("b", () => Assert.Null(Running.Current));
            _app.Call("a", () => Assert.NotNull(Running.Current));
        }

        _app.Call("a", () => Assert.Null(Running.Current));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.001)]
    public void What_is_no_number_at_or_above_zero_is_refused_and_counted(double value)
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        _app.Call("a", () =>
        {
            Running.Current!.Measure("cost_usd", value);
            Running.Current!.Measure("cost_usd", 2);
            Running.Current!.Measure("cost_usd", value);
        });
        Assert.Equal([2], cost.All());
        Assert.Equal(2, _app.Rejected()["a candidate cost_usd"]);
    }

    [Fact]
    public void Sums_stay_finite()
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        _app.Call("a", () =>
        {
            Running.Current!.Measure("cost_usd", double.MaxValue);
            Running.Current!.Measure("cost_usd", double.MaxValue);
        });
        Assert.Equal([double.MaxValue], cost.All());
    }

    [Fact]
    public async Task A_call_that_goes_on_after_its_method_has_returned_keeps_its_measures_to_itself()
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        var first = _app.CallAsync("a", () => LaterAsync(1));
        Assert.Null(Running.Current);
        var second = _app.CallAsync("a", () => LaterAsync(2));
        Assert.Null(Running.Current);
        _gate.SetResult();
        Assert.Equal((1, 2), (await first, await second));
        Assert.Null(Running.Current);
        Assert.Equal([1, 2], cost.All().Order());
    }

    [Fact]
    public async Task Inside_another_call_a_measure_counts_for_both()
    {
        var outer = _app.Read("a", "candidate", "cost_usd");
        var inner = _app.Read("b", "candidate", "cost_usd");
        var other = _app.Read("b", "candidate", "tokens");
        _gate.SetResult();
        await _app.CallAsync("a", async () =>
        {
            Running.Current!.Measure("cost_usd", 1);
            await _app.CallAsync("b", async () =>
            {
                await _gate.Task;
                Running.Current!.Measure("cost_usd", 10);
                Running.Current!.Measure("tokens", 5);
                return 0;
            });
            Running.Current!.Measure("cost_usd", 100);
            return 0;
        });
        Assert.Equal([111], outer.All());
        Assert.Equal([10], inner.All());
        Assert.Equal([5], other.All());
    }

    [Fact]
    public void After_its_end_a_call_records_nothing()
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        Running? kept = null;
        _app.Call("a", () => kept = Running.Current);
        kept!.Measure("cost_usd", 1);
        Assert.Empty(cost.All());
        _app.Call("a", () => Running.Current!.Measure("cost_usd", 3));
        Assert.Equal([3], cost.All());
    }

    [Fact]
    public void A_call_that_fails_is_measured_and_one_that_its_caller_gave_up_is_not()
    {
        var cost = _app.Read("a", "candidate", "cost_usd");
        Assert.Throws<InvalidOperationException>(() => _app.Call("a", () =>
        {
            Running.Current!.Measure("cost_usd", 1);
            throw new InvalidOperationException();
        }));
        Assert.Null(Running.Current);
        Assert.Equal([1], cost.All());

        using var given = new CancellationTokenSource();
        var call = Assert.ThrowsAny<OperationCanceledException>(() => _app.CallAsync(
            "a",
            () =>
            {
                Running.Current!.Measure("cost_usd", 2);
                given.Cancel();
                throw new OperationCanceledException(given.Token);
            },
            given.Token).AsTask().GetAwaiter().GetResult());
        Assert.Equal(given.Token, call.CancellationToken);
        Assert.Null(Running.Current);
        Assert.Empty(cost.All());
    }

    [Fact]
    public void Threads_of_one_call_add_up()
    {
        var tokens = _app.Read("a", "candidate", "tokens");
        _app.Call("a", () =>
        {
            var call = Running.Current!;
            Parallel.For(0, 10_000, _ => call.Measure("tokens", 1));
        });
        Assert.Equal([10_000], tokens.All());
    }

    [Fact]
    public void Whoever_asks_for_random_samples_gets_no_others()
    {
        var drawn = _app.Read("a", "candidate", "cost_usd", randomisedOnly: true);
        var all = _app.Read("a", "candidate", "cost_usd");
        _app.Call("a", () => Running.Current!.Measure("cost_usd", 1));
        Assert.Empty(drawn.All());
        Assert.Equal([1], all.All());

        var half = _app.Read("half", "on", "cost_usd", randomisedOnly: true);
        using (EvaluationContext.Enter(new(Enumerable.Range(0, 100).Select(i => $"u-{i}").First(u => _app.Flags.IsEnabled("half", new(u))))))
        {
            _app.Call("half", () => Running.Current!.Measure("cost_usd", 2));
        }

        Assert.Equal([2], half.All());
    }

    [Fact]
    public void A_request_measures_for_every_flag_read_in_it_whenever_it_was_read()
    {
        _app.Routes.Watch(["a", "b"]);
        var a = _app.Read("a", "candidate", "cost_usd");
        var b = _app.Read("b", "candidate", "cost_usd");
        var context = new EvaluationContext("u-1");
        var scope = CallScope.Open(context);
        using (EvaluationContext.Enter(context))
        {
            Running.Current!.Measure("cost_usd", 1);
            _app.Flags.IsEnabled("a");
            Running.Current!.Measure("cost_usd", 2);
            Running.Current!.Measure("cost_usd", double.NaN);
            _app.Flags.IsEnabled("b");
            Running.Current!.Measure("nobody", 2);
            scope.End(OutcomeKind.Ok);
            Running.Current!.Measure("cost_usd", 50);
        }

        Assert.Equal([3], a.All());
        Assert.Equal([3], b.All());
        Assert.Equal((1, 1), (_app.Rejected()["a candidate cost_usd"], _app.Rejected()["b candidate cost_usd"]));
    }

    [Fact]
    public void A_call_inside_a_request_measures_for_the_request_too()
    {
        _app.Routes.Watch(["a"]);
        var a = _app.Read("a", "candidate", "cost_usd");
        var b = _app.Read("b", "candidate", "cost_usd");
        var context = new EvaluationContext("u-1");
        var scope = CallScope.Open(context);
        using (EvaluationContext.Enter(context))
        {
            _app.Flags.IsEnabled("a");
            _app.Call("b", () => Running.Current!.Measure("cost_usd", 4));
            scope.End(OutcomeKind.Ok);
        }

        Assert.Equal([4], a.All());
        Assert.Equal([4], b.All());
    }

    private async ValueTask<int> LaterAsync(int cost)
    {
        await _gate.Task;
        Running.Current!.Measure("cost_usd", cost);
        return cost;
    }
}
