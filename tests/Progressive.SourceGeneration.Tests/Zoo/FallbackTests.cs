using Microsoft.Extensions.DependencyInjection;
using Progressive.Variants;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class FallbackTests : IDisposable
{
    private readonly AsyncZoo _stable = new(1);
    private readonly AsyncZoo _candidate = new(2);
    private readonly Routed<IAsyncZoo> _zoo;

    public FallbackTests()
    {
        _zoo = new(new Reliable(_stable), b => b.AddVariants<IAsyncZoo>("zoo", v => v.Candidate(_ => _candidate, "1")));
        _zoo.Candidate(fallback: true);
    }

    public static TheoryData<string, Func<IAsyncZoo, string, Task<int>>> Kinds => new()
    {
        { "sync", (zoo, what) => Task.FromResult(zoo.Sync(what)) },
        { "Task", async (zoo, what) => { await zoo.RunAsync(what); return 1; } },
        { "Task<T>", (zoo, what) => zoo.CountAsync(what) },
        { "ValueTask", async (zoo, what) => { await zoo.PokeAsync(what); return 1; } },
        { "ValueTask<T>", async (zoo, what) => await zoo.GetAsync(1, what) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _zoo.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stable_answers_and_the_failure_counts(string kind, Func<IAsyncZoo, string, Task<int>> call)
    {
        Assert.NotEmpty(kind);
        Assert.Equal(1, await call(_zoo.Service, "throw"));
        Assert.Equal((1, 1), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Ok));
        if (kind != "sync")
        {
            var running = call(_zoo.Service, "fail");
            Assert.Equal((1, 1), (_zoo.Flag.Candidate.InFlight, _zoo.Flag.Stable.Started));
            _candidate.Gate.SetResult();
            Assert.Equal(1, await running);
            Assert.Equal((2, 2), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Ok));
        }

        Assert.Equal((0, 0), (_zoo.Flag.Candidate.InFlight, _zoo.Flag.Stable.InFlight));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task When_stable_fails_too_the_caller_sees_what_stable_says(string kind, Func<IAsyncZoo, string, Task<int>> call)
    {
        Assert.NotEmpty(kind);
        _stable.Failure = new NotSupportedException("stable");
        var thrown = await Assert.ThrowsAsync<NotSupportedException>(() => call(_zoo.Service, "throw both"));
        Assert.Null(thrown.InnerException);
        Assert.Equal((1, 1), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Error));
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_item_is_stables()
    {
        _candidate.Gate.SetResult();
        var items = new List<int>();
        await foreach (var item in _zoo.Service.Stream("fail first", Token))
        {
            items.Add(item);
        }

        await using (var again = _zoo.Service.Enumerate("throw", Token))
        {
            while (await again.MoveNextAsync())
            {
                items.Add(again.Current);
            }
        }

        Assert.Equal([1, 2, 1, 2], items);
        Assert.Equal((2, 2), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Ok));
        Assert.Equal((0, 0), (_zoo.Flag.Candidate.InFlight, _zoo.Flag.Stable.InFlight));
    }

    [Fact]
    public async Task Arguments_that_are_used_up_are_not_used_again()
    {
        _candidate.Gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _zoo.Service.ReadAsync(Stream.Null, "fail", Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _zoo.Service.ReadAsync(Stream.Null, "throw", Token));
        Assert.Equal((2, 0), (_zoo.Flag.Candidate.Error, _zoo.Flag.Stable.Started));
    }

    [Fact]
    public void The_proxy_knows_which_methods_that_concerns() =>
        Assert.Equal([nameof(IAsyncZoo.ReadAsync), nameof(IAsyncZoo.LengthAsync)], VariantProxies.Find<IAsyncZoo>()!.NotReplayable);

    [Fact]
    public void A_synchronous_failure_keeps_its_stack_trace_and_is_not_wrapped()
    {
        _zoo.Candidate();
        var thrown = Assert.Throws<InvalidOperationException>(() => _zoo.Service.Sync("throw", Token));
        Assert.StartsWith("   at " + typeof(AsyncZoo).FullName + ".Sync(", thrown.StackTrace, StringComparison.Ordinal);
        Assert.DoesNotContain("End of stack trace", thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_that_gets_its_fallback_during_a_call_does_not_replay_it()
    {
        var slow = new AsyncZoo(3);
        using var zoo = new Routed<IAsyncZoo>(_stable, b => b.AddVariants<IAsyncZoo>("zoo", v => v.Candidate(_ => slow, "1")));
        var running = zoo.Candidate().Service.CountAsync("fail", Token);
        zoo.Candidate(fallback: true);
        slow.Gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => running);
        Assert.Equal((1, 0), (zoo.Flag.Candidate.Error, zoo.Flag.Stable.Started));
    }

    /// <summary>Answers at once, unless both are told to fail.</summary>
    private sealed class Reliable(AsyncZoo zoo) : IAsyncZoo
    {
        public int Sync(string what, CancellationToken cancellationToken) => zoo.Sync(Now(what), cancellationToken);

        public Task RunAsync(string what, CancellationToken cancellationToken) => zoo.RunAsync(Now(what), cancellationToken);

        public Task<int> CountAsync(string what, CancellationToken cancellationToken) => zoo.CountAsync(Now(what), cancellationToken);

        public ValueTask PokeAsync(string what, CancellationToken cancellationToken) => zoo.PokeAsync(Now(what), cancellationToken);

        public ValueTask<TValue?> GetAsync<TValue>(TValue value, string what, CancellationToken cancellationToken) => zoo.GetAsync(value, Now(what), cancellationToken);

        public Task<int> ReadAsync(Stream body, string what, CancellationToken cancellationToken) => zoo.ReadAsync(body, Now(what), cancellationToken);

        public Task<int> LengthAsync(ReadOnlySpan<char> text, in int more) => zoo.LengthAsync(text, more);

        public IAsyncEnumerable<int> Stream(string what, CancellationToken cancellationToken) => zoo.Stream(Now(what), cancellationToken);

        public IAsyncEnumerator<int> Enumerate(string what, CancellationToken cancellationToken) => zoo.Enumerate(Now(what), cancellationToken);

        private static string Now(string what) => what == "throw both" ? "throw" : "now";
    }
}
