using Microsoft.Extensions.DependencyInjection;
using Progressive.Metrics;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

/// <summary>Behind a proxy the running call is current, in every shape of member, and nowhere else.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly MeasuringZoo _candidate = new(new AsyncZoo(2), 20);
    private readonly Routed<IAsyncZoo> _zoo;
    private readonly IMeasureReader _ofCandidate;
    private readonly IMeasureReader _ofStable;
    private readonly double[] _buffer = new double[16];

    public MeasureTests()
    {
        _zoo = new(new MeasuringZoo(new AsyncZoo(1), 10), b => b.AddVariants<IAsyncZoo>("zoo", v => v.Candidate(_ => _candidate, "1")));
        _zoo.Candidate();
        _ofCandidate = _zoo.Flag.Measure(VariantNames.Candidate, "cost_usd");
        _ofStable = _zoo.Flag.Measure(VariantNames.Stable, "cost_usd");
    }

    public static TheoryData<string, Func<IAsyncZoo, string, Task>> Kinds => new()
    {
        { "sync", (zoo, what) => Task.FromResult(zoo.Sync(what)) },
        { "Task", (zoo, what) => zoo.RunAsync(what) },
        { "Task<T>", (zoo, what) => zoo.CountAsync(what) },
        { "ValueTask", (zoo, what) => zoo.PokeAsync(what).AsTask() },
        { "ValueTask<T>", (zoo, what) => zoo.GetAsync(1, what).AsTask() },
    };

    public void Dispose()
    {
        _ofCandidate.Dispose();
        _ofStable.Dispose();
        _zoo.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task At_once_and_later(string kind, Func<IAsyncZoo, string, Task> call)
    {
        Assert.NotEmpty(kind);
        await call(_zoo.Service, "now");
        Assert.Null(Call.Current);
        Assert.Equal([20], Drain(_ofCandidate));
        if (kind != "sync")
        {
            var running = call(_zoo.Service, "later");
            Assert.Null(Call.Current);
            Assert.Empty(Drain(_ofCandidate));
            _candidate.Inner.Gate.SetResult();
            await running;
            Assert.Null(Call.Current);
            Assert.Equal([20], Drain(_ofCandidate));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_failure_that_stable_answers_is_measured_for_both(string kind, Func<IAsyncZoo, string, Task> call)
    {
        Assert.NotEmpty(kind);
        _zoo.Candidate(fallback: true);
        _candidate.FailsAfterMeasuring = true;
        await call(_zoo.Service, "now");
        Assert.Null(Call.Current);
        Assert.Equal([20], Drain(_ofCandidate));
        Assert.Equal([10], Drain(_ofStable));
    }

    [Fact]
    public async Task A_stream_is_one_call_and_its_consumer_is_outside_of_it()
    {
        _candidate.Inner.Gate.SetResult();
        await foreach (var item in _zoo.Service.Stream("wait", TestContext.Current.CancellationToken))
        {
            Assert.True(item > 0);
            Assert.Null(Call.Current);
        }

        Assert.Equal([40], Drain(_ofCandidate));
    }

    private double[] Drain(IMeasureReader reader) => _buffer[..reader.Drain(_buffer)];
}
