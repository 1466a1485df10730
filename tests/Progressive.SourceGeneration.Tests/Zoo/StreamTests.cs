using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class StreamTests : IDisposable
{
    private readonly AsyncZoo _stable = new(1);
    private readonly AsyncZoo _candidate = new(20);
    private readonly Routed<IAsyncZoo> _zoo;

    public StreamTests() => _zoo = new(_stable, b => b.AddVariants<IAsyncZoo>("zoo", v => v.Candidate(_ => _candidate, "1")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _zoo.Dispose();

    [Fact]
    public async Task A_call_lasts_from_the_first_move_to_the_end_once_for_each_enumeration()
    {
        var stream = _zoo.Candidate().Service.Stream("now", Token);
        Assert.Equal(0, _zoo.Flag.Candidate.Started);
        _zoo.Stable();
        await using (var items = stream.GetAsyncEnumerator(Token))
        {
            Assert.Equal(0, _zoo.Flag.Candidate.Started);
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(20, items.Current);
            Assert.Equal(1, _zoo.Flag.Candidate.InFlight);
            Assert.True(await items.MoveNextAsync());
            Assert.False(await items.MoveNextAsync());
            Assert.Equal((1, 0), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.InFlight));
            Assert.False(await items.MoveNextAsync());
        }

        Assert.Equal([20, 21], await ListAsync(stream));
        Assert.Equal((2, 2), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.Started));
    }

    [Fact]
    public async Task An_early_leave_is_a_good_end()
    {
        await foreach (var item in _zoo.Candidate().Service.Stream("now", Token))
        {
            Assert.Equal(20, item);
            break;
        }

        Assert.Equal((1, 0), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.InFlight));
    }

    [Fact]
    public async Task The_token_of_the_method_and_of_the_enumeration_are_the_callers()
    {
        using var source = new CancellationTokenSource();
        var zoo = _zoo.Candidate(fallback: true).Service;
        var byMethod = ListAsync(zoo.Stream("wait", source.Token));
        var byEnumeration = ListAsync(zoo.Stream("wait", CancellationToken.None).WithCancellation(source.Token));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => byMethod);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => byEnumeration);
        Assert.Equal((2, 0, 0), (_zoo.Flag.Candidate.Abandoned, _zoo.Flag.Candidate.Error, _zoo.Flag.Candidate.InFlight));
        Assert.Equal(0, _zoo.Flag.Stable.Started);
    }

    [Fact]
    public async Task Leaving_after_a_cancellation_counts_for_neither()
    {
        using var source = new CancellationTokenSource();
        await using (var items = _zoo.Candidate().Service.Enumerate("now", source.Token))
        {
            await items.MoveNextAsync();
            await source.CancelAsync();
        }

        Assert.Equal((0, 1), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.Abandoned));
    }

    [Fact]
    public async Task A_failure_after_the_first_item_reaches_the_consumer()
    {
        var zoo = _zoo.Candidate(fallback: true).Service;
        Assert.Same(_candidate.Failure, await Assert.ThrowsAsync<InvalidOperationException>(() => ListAsync(zoo.Stream("fail second", Token))));
        Assert.Equal((1, 0), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Started));
    }

    [Fact]
    public async Task A_method_that_throws_instead_of_streaming_falls_back_too()
    {
        var zoo = _zoo.Candidate().Service;
        Assert.Throws<InvalidOperationException>(() => zoo.Enumerate("throw", Token));
        Assert.Equal((1, 1), (_zoo.Flag.Candidate.Started, _zoo.Flag.Candidate.Error));
        _zoo.Candidate(fallback: true);
        Assert.Throws<InvalidOperationException>(() => zoo.Enumerate("throw", Token));
        Assert.Equal((2, 1), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Error));
        _candidate.Gate.SetResult();
        await using var items = zoo.Enumerate("fail first", Token);
        _stable.Failure = new NotSupportedException();
        _stable.Gate.SetResult();
        await Assert.ThrowsAsync<NotSupportedException>(async () => await items.MoveNextAsync());
        Assert.Equal((3, 2, 0), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Error, _zoo.Flag.Stable.InFlight));
    }

    private static async Task<List<int>> ListAsync(IAsyncEnumerable<int> stream)
    {
        var list = new List<int>();
        await foreach (var item in stream)
        {
            list.Add(item);
        }

        return list;
    }

    private static async Task<List<int>> ListAsync(ConfiguredCancelableAsyncEnumerable<int> stream)
    {
        var list = new List<int>();
        await foreach (var item in stream)
        {
            list.Add(item);
        }

        return list;
    }
}
