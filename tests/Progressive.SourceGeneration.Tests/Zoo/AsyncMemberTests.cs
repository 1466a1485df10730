using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class AsyncMemberTests : IDisposable
{
    private readonly AsyncZoo _stable = new(1);
    private readonly AsyncZoo _candidate = new(2);
    private readonly Routed<IAsyncZoo> _zoo;

    public AsyncMemberTests() => _zoo = new(
        _stable,
        b => b.AddVariants<IAsyncZoo>("zoo", v => v.Candidate(_ => _candidate, "1").RejectedBy<ArgumentException>().RejectedBy(e => e.Message == "refused")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _zoo.Dispose();

    public static TheoryData<string, Func<IAsyncZoo, string, CancellationToken, Task>> Kinds => new()
    {
        { "Task", (zoo, what, token) => zoo.RunAsync(what, token) },
        { "Task<T>", (zoo, what, token) => zoo.CountAsync(what, token) },
        { "ValueTask", (zoo, what, token) => zoo.PokeAsync(what, token).AsTask() },
        { "ValueTask<T>", (zoo, what, token) => zoo.GetAsync("x", what, token).AsTask() },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_call_lasts_until_its_task_ends(string kind, Func<IAsyncZoo, string, CancellationToken, Task> call)
    {
        Assert.NotEmpty(kind);
        var running = call(_zoo.Candidate().Service, "later", Token);
        Assert.False(running.IsCompleted);
        Assert.Equal((1, 0, 1), (_zoo.Flag.Candidate.Started, _zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.InFlight));
        _candidate.Gate.SetResult();
        await running;
        Assert.Equal((1, 0), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.InFlight));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_failure_is_an_error_and_reaches_the_caller(string kind, Func<IAsyncZoo, string, CancellationToken, Task> call)
    {
        Assert.NotEmpty(kind);
        var running = call(_zoo.Candidate().Service, "fail", Token);
        _candidate.Gate.SetResult();
        Assert.Same(_candidate.Failure, await Assert.ThrowsAsync<InvalidOperationException>(() => running));
        Assert.StartsWith("   at " + typeof(AsyncZoo).FullName + ".LaterAsync(", _candidate.Failure.StackTrace, StringComparison.Ordinal);
        Assert.Equal((0, 1), (_zoo.Flag.Candidate.Ok, _zoo.Flag.Candidate.Error));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_thrown_at_once_is_thrown_at_once(string kind, Func<IAsyncZoo, string, CancellationToken, Task> call)
    {
        var thrown = kind.StartsWith("Task", StringComparison.Ordinal)
            ? Assert.Throws<InvalidOperationException>(() => { _ = call(_zoo.Candidate().Service, "throw", Token); })
            : await Assert.ThrowsAsync<InvalidOperationException>(() => call(_zoo.Candidate().Service, "throw", Token));
        Assert.StartsWith("   at " + typeof(AsyncZoo).FullName + ".NumberAsync(", thrown.StackTrace, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (_zoo.Flag.Candidate.Started, _zoo.Flag.Candidate.Error, _zoo.Flag.Candidate.InFlight));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_callers_cancellation_counts_for_neither_and_any_other_is_an_error(string kind, Func<IAsyncZoo, string, CancellationToken, Task> call)
    {
        Assert.NotEmpty(kind);
        using var source = new CancellationTokenSource();
        _candidate.Failure = new OperationCanceledException("of its own");
        _candidate.Gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(_zoo.Candidate().Service, "fail", source.Token));
        Assert.Equal((1, 0), (_zoo.Flag.Candidate.Error, _zoo.Flag.Candidate.Abandoned));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(_zoo.Service, "fail", source.Token));
        Assert.Equal((1, 1, 0), (_zoo.Flag.Candidate.Error, _zoo.Flag.Candidate.Abandoned, _zoo.Flag.Candidate.InFlight));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_callers_fault_is_rejected(string kind, Func<IAsyncZoo, string, CancellationToken, Task> call)
    {
        Assert.NotEmpty(kind);
        _candidate.Gate.SetResult();
        foreach (var fault in (Exception[])[new ArgumentOutOfRangeException(kind), new NotSupportedException("refused")])
        {
            _candidate.Failure = fault;
            Assert.Same(fault, await Assert.ThrowsAnyAsync<Exception>(() => call(_zoo.Candidate(fallback: true).Service, "fail", Token)));
        }

        Assert.Equal((0, 2, 0), (_zoo.Flag.Candidate.Error, _zoo.Flag.Candidate.Rejected, _zoo.Flag.Stable.Started));
    }

    [Fact]
    public void A_task_that_has_ended_well_is_returned_itself()
    {
        var task = _zoo.Candidate().Service.CountAsync("now", Token);
        Assert.Same(_candidate.Returned, task);
        Assert.Equal(1, _zoo.Flag.Candidate.Ok);
    }

    [Fact]
    public async Task Context_flows_as_without_a_proxy()
    {
        AsyncZoo.Flowing.Value = "set by the caller";
        var running = _zoo.Candidate().Service.RunAsync("later", Token);
        Assert.Equal("set by the implementation", AsyncZoo.Flowing.Value);
        _candidate.Gate.SetResult();
        await running;
    }

    [Fact]
    public async Task Spans_and_references_go_into_tasks_and_a_missing_task_comes_back_as_it_is()
    {
        Assert.Equal(10, await _zoo.Candidate().Service.LengthAsync("four!", 3));
        using var silent = new Routed<ISilent>(new Silent(), b => b.AddVariants<ISilent>("zoo", v => v.Candidate<Silent>("1")));
        Assert.Null(silent.Candidate().Service.NothingAsync());
        Assert.Null(silent.Service.Nothing());
    }

    public interface ISilent
    {
        Task NothingAsync();

        IAsyncEnumerable<int> Nothing();
    }

    public sealed class Silent : ISilent
    {
        public Task NothingAsync() => null!;

        public IAsyncEnumerable<int> Nothing() => null!;
    }
}
