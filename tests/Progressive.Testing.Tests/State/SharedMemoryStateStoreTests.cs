using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.Rollouts;
using Progressive.State;

namespace Progressive.Testing.Tests.State;

/// <summary>What the store of a fleet inside one process has beyond what every store owes.</summary>
public sealed class SharedMemoryStateStoreTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] s_content = "1"u8.ToArray();

    private readonly FakeTimeProvider _time = new();
    private readonly SharedMemoryStateStore _store;

    public SharedMemoryStateStoreTests() => _store = new(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Says_what_it_is()
    {
        Assert.True(_store.IsShared);
        Assert.Equal("shared memory", _store.Description);
        Assert.Null(_store.Notice);
        Assert.Null(_store.Outage);
    }

    [Fact]
    public async Task Ages_go_by_its_clock_and_a_report_makes_young_again()
    {
        await _store.ReportAsync("one", s_content, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(40));
        await _store.ReportAsync("two", s_content, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([42.0, 2.0], (await _store.ReadReportsAsync(Cancellation)).Select(report => report.Age.TotalSeconds));

        await _store.ReportAsync("one", s_content, Cancellation);
        Assert.Equal([0.0, 2.0], (await _store.ReadReportsAsync(Cancellation)).Select(report => report.Age.TotalSeconds));
    }

    [Fact]
    public async Task A_report_of_an_hour_is_dropped_by_whoever_reports_next_and_its_ordinal_is_gone()
    {
        await _store.ReportAsync("ended", s_content, Cancellation);
        await _store.ReportAsync("alive", s_content, Cancellation);
        _time.Advance(SharedStateStore.ReportLifetime - TimeSpan.FromTicks(1));
        Assert.Equal(2, await _store.ReportAsync("alive", s_content, Cancellation));
        Assert.Equal(["ended", "alive"], await BootsAsync());

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["ended", "alive"], await BootsAsync());
        Assert.Equal(2, await _store.ReportAsync("alive", s_content, Cancellation));
        Assert.Equal(["alive"], await BootsAsync());
        Assert.Equal(3, await _store.ReportAsync("ended", s_content, Cancellation));
    }

    [Fact]
    public async Task A_process_that_reports_after_more_than_an_hour_keeps_its_ordinal_while_nobody_else_reported()
    {
        Assert.Equal(1, await _store.ReportAsync("slow", s_content, Cancellation));
        _time.Advance(2 * SharedStateStore.ReportLifetime);

        Assert.Equal(1, await _store.ReportAsync("slow", s_content, Cancellation));
        Assert.Equal(2, await _store.ReportAsync("next", s_content, Cancellation));
    }

    [Fact]
    public async Task A_thousand_processes_report_and_one_more_when_they_are_too_old()
    {
        for (var n = 0; n < SharedStateStore.MaxReplicas; n++)
        {
            await _store.ReportAsync($"boot-{n}", s_content, Cancellation);
        }

        var error = await Assert.ThrowsAsync<StateStoreException>(async () => await _store.ReportAsync("one-more", s_content, Cancellation));
        Assert.Equal("PRG0454", error.Code);
        Assert.StartsWith("PRG0454: 1000 other processes have reported to this store within the last 60 min", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, await _store.ReportAsync("boot-3", s_content, Cancellation));

        _time.Advance(SharedStateStore.ReportLifetime);
        Assert.Equal(SharedStateStore.MaxReplicas + 1, await _store.ReportAsync("one-more", s_content, Cancellation));
        Assert.Equal(["one-more"], await BootsAsync());
    }

    [Fact]
    public async Task A_lease_ends_by_its_clock_and_not_a_tick_before()
    {
        var minute = TimeSpan.FromMinutes(1);
        Assert.True(await _store.TryLeaseAsync("sweep", "one", minute, Cancellation));
        _time.Advance(minute / 2);
        Assert.True(await _store.TryLeaseAsync("sweep", "one", minute, Cancellation));
        _time.Advance(minute - TimeSpan.FromTicks(1));
        Assert.False(await _store.TryLeaseAsync("sweep", "two", minute, Cancellation));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await _store.TryLeaseAsync("sweep", "two", minute, Cancellation));
    }

    [Fact]
    public async Task During_an_outage_every_operation_fails_with_what_was_set_and_changes_nothing()
    {
        await _store.TryWriteAsync("a", s_content, 0, Cancellation);
        await _store.ReportAsync("one", s_content, Cancellation);
        await _store.TryLeaseAsync("held", "one", TimeSpan.FromMinutes(1), Cancellation);
        var before = await _store.ReadAsync(Cancellation);
        var cause = new TimeoutException("The server does not answer.");
        _store.Outage = cause;
        Assert.Same(cause, _store.Outage);

        await FailsAsync(async () => await _store.ReadAsync(Cancellation));
        await FailsAsync(async () => await _store.ReadAsync("a", Cancellation));
        await FailsAsync(async () => await _store.TryWriteAsync("b", s_content, 0, Cancellation));
        await FailsAsync(async () => await _store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", s_content), Cancellation));
        await FailsAsync(async () => await _store.ReadLogAsync(1, Cancellation));
        await FailsAsync(async () => await _store.ReportAsync("two", s_content, Cancellation));
        await FailsAsync(async () => await _store.ReadReportsAsync(Cancellation));
        await FailsAsync(async () => await _store.RetractReportAsync("one", Cancellation));
        await FailsAsync(async () => await _store.TryLeaseAsync("free", "one", TimeSpan.FromMinutes(1), Cancellation));
        await FailsAsync(async () => await _store.ReleaseLeaseAsync("held", "one", Cancellation));

        _store.Outage = null;
        var after = await _store.ReadAsync(Cancellation);
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(["a"], after.Records.Keys);
        Assert.Equal(["one"], await BootsAsync());
        Assert.True(await _store.TryLeaseAsync("free", "two", TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(await _store.TryLeaseAsync("held", "two", TimeSpan.FromMinutes(1), Cancellation));

        async Task FailsAsync(Func<Task> call)
        {
            var error = await Assert.ThrowsAsync<StateStoreException>(call);
            Assert.Equal("PRG0453", error.Code);
            Assert.StartsWith("PRG0453: The test has made the shared store fail: The server does not answer.", error.Message, StringComparison.Ordinal);
            Assert.Same(cause, error.InnerException);
        }
    }

    [Fact]
    public async Task Watchers_hear_nothing_during_an_outage_and_everything_after_it()
    {
        await _store.TryWriteAsync("a", s_content, 0, Cancellation);
        await using var watch = _store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal("a", await NextAsync(watch));
        var heard = watch.MoveNextAsync().AsTask();
        await _store.TryWriteAsync("b", s_content, 0, Cancellation);
        Assert.True(await heard.WaitAsync(s_patience, Cancellation));
        await _store.TryWriteAsync("c", s_content, 0, Cancellation);

        _store.Outage = new TimeoutException("one");
        await using var late = _store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var silent = watch.MoveNextAsync().AsTask();
        var lateKeys = late.MoveNextAsync().AsTask();
        _store.Outage = new TimeoutException("and another");
        Assert.False(silent.IsCompleted);
        Assert.False(lateKeys.IsCompleted);

        _store.Outage = null;
        Assert.True(await silent.WaitAsync(s_patience, Cancellation));
        Assert.Equal("c", watch.Current);
        Assert.True(await lateKeys.WaitAsync(s_patience, Cancellation));
        Assert.Equal(["a", "b", "c"], new[] { late.Current, await NextAsync(late), await NextAsync(late) }.Order());
    }

    [Fact]
    public async Task A_watch_ends_when_cancelled_during_an_outage()
    {
        await _store.TryWriteAsync("a", s_content, 0, Cancellation);
        _store.Outage = new TimeoutException();
        using var stop = new CancellationTokenSource();
        await using var watch = _store.WatchAsync(stop.Token).GetAsyncEnumerator(Cancellation);
        var next = watch.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(s_patience, Cancellation));
    }

    [Fact]
    public async Task Hosts_with_the_same_instance_share_what_operators_did()
    {
        using var one = await Shop.StartAsync(services => services.AddSingleton<StateStore>(_store));
        Assert.True(await one.Services.GetRequiredService<IRollouts>().KillAsync("checkout", "incident", Cancellation));

        using var other = await Shop.StartAsync(services => services.AddSingleton<StateStore>(_store));

        var answer = other.Services.GetRequiredService<IFlags>().Evaluate("checkout");
        Assert.Equal(EvaluationReason.Disabled, answer.Reason);
        Assert.Equal("stable", answer.Variant);
    }

    [Fact]
    public async Task A_kill_during_an_outage_is_in_force_and_says_that_it_is_not_stored()
    {
        using var host = await Shop.StartAsync(services => services.AddSingleton<StateStore>(_store));
        _store.Outage = new TimeoutException("The server does not answer.");

        var stored = await host.Services.GetRequiredService<IRollouts>().KillAsync("checkout", "incident", Cancellation);

        Assert.False(stored);
        Assert.Equal(EvaluationReason.Disabled, host.Services.GetRequiredService<IFlags>().Evaluate("checkout").Reason);
    }

    [Fact]
    public async Task A_host_says_that_it_does_not_run_rollouts_together_with_others()
    {
        var lines = new Lines();
        using var host = await Shop.StartAsync(services => services.AddSingleton<StateStore>(_store).AddSingleton<ILoggerProvider>(lines));

        Assert.Contains("is shared (shared memory)", Assert.Single(lines.Warnings, static line => line.Id == 3019).Text, StringComparison.Ordinal);

        var others = new Lines();
        using var alone = await Shop.StartAsync(services => services.AddSingleton<ILoggerProvider>(others));
        Assert.DoesNotContain(others.Warnings, static line => line.Id == 3019);
    }

    private async Task<IEnumerable<string>> BootsAsync() => (await _store.ReadReportsAsync(Cancellation)).Select(report => report.Boot);

    private static async Task<string> NextAsync(IAsyncEnumerator<string> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(s_patience, Cancellation));
        return watch.Current;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(int Id, string Text)> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
