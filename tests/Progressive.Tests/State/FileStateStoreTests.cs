using Microsoft.Extensions.Time.Testing;
using Progressive.State;
using Progressive.Testing;
using Xunit;
using static Progressive.Tests.State.StateSteps;

namespace Progressive.Tests.State;

public sealed class FileStateStoreTests : IDisposable
{
    private readonly StateDirectory _directory = new();

    public static TheoryData<string> Promises => [.. Conformance("").Promises];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Conformance(_directory.Path).VerifyAsync(promise, Cancellation);

    [Fact]
    public void Says_what_it_is()
    {
        var store = new FileStateStore(_directory.File);

        Assert.False(store.IsShared);
        Assert.Equal($"file {_directory.File}", store.Description);
        Assert.Equal(_directory.File, store.Path);
        Assert.Throws<ArgumentException>(() => new FileStateStore(" "));
    }

    [Fact]
    public async Task Looking_at_a_new_store_leaves_no_file_behind()
    {
        var store = CreateStore();

        await store.ReadAsync(Cancellation);
        await store.ReadLogAsync(1, Cancellation);

        Assert.Empty(_directory.Names);
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_last_process_ended()
    {
        var first = CreateStore();
        await first.TryWriteAsync("a", Bytes("1"), 0, Cancellation);
        var written = await first.TryWriteAsync("b", Bytes("{\"weight\":\n10}"), 0, Cancellation);
        await first.AppendAsync(new(DateTimeOffset.UnixEpoch, "b", Bytes("entry")), Cancellation);
        var before = await first.ReadAsync(Cancellation);

        var second = new FileStateStore(_directory.File);
        var after = await second.ReadAsync(Cancellation);

        Assert.Equal(before.Generation, after.Generation);
        Assert.Equal(before.Version, after.Version);
        Assert.Equal("{\"weight\":\n10}", Text(after.Records["b"]));
        Assert.Equal("entry", System.Text.Encoding.UTF8.GetString((await second.ReadLogAsync(1, Cancellation))[0].Content.Span));
        Assert.True((await second.TryWriteAsync("b", Bytes("2"), written.Version, Cancellation)).Succeeded);
        Assert.Equal(FileStateRecovery.None, second.Recovery);
    }

    [Fact]
    public async Task Keeps_the_file_before_the_last_write()
    {
        var store = CreateStore();
        var first = await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation);
        var old = await File.ReadAllBytesAsync(_directory.File, Cancellation);
        await store.TryWriteAsync("a", Bytes("2"), first.Version, Cancellation);

        Assert.Equal(old, await File.ReadAllBytesAsync(_directory.File + ".previous", Cancellation));
        Assert.Equal(["shop.state", "shop.state.lock", "shop.state.previous"], _directory.Names);
    }

    [Fact]
    public async Task Writers_of_one_process_take_turns_without_trying_for_the_lock_again()
    {
        // Time stands still: a writer that found the lock taken would wait for ever.
        var store = new FileStateStore(_directory.File, new FakeTimeProvider());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => IncrementAsync(store, 20), Cancellation)))
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal("160", Text((await store.ReadAsync(Cancellation)).Records["counter"]));
    }

    [Fact]
    public async Task Two_stores_on_one_file_lose_no_increment()
    {
        // Each store has its own gate and its own descriptor of the lock file: to each other they are as two processes are.
        var stores = Enumerable.Range(0, 4).Select(_ => new FileStateStore(_directory.File)).ToArray();

        await Task.WhenAll(stores.Select(store => Task.Run(() => IncrementAsync(store, 100), Cancellation)));

        foreach (var store in stores)
        {
            Assert.Equal("400", Text((await store.ReadAsync(Cancellation)).Records["counter"]));
        }
    }

    [Fact]
    public async Task A_reader_sees_what_another_store_wrote()
    {
        var mine = new FileStateStore(_directory.File);
        var other = new FileStateStore(_directory.File);
        var unwritten = await mine.ReadAsync(Cancellation);

        var written = await other.TryWriteAsync("a", Bytes("1"), 0, Cancellation);
        var reading = await mine.ReadAsync(Cancellation);

        Assert.Equal(written.Version, reading.Records["a"].Version);
        Assert.Equal((await other.ReadAsync(Cancellation)).Generation, reading.Generation);
        Assert.NotEqual(unwritten.Generation, reading.Generation);
        var conflict = await mine.TryWriteAsync("a", Bytes("mine"), 0, Cancellation);
        Assert.Equal("1", Text(conflict.Current!));
    }

    [Fact]
    public async Task The_watch_polls_for_what_another_store_wrote()
    {
        var time = new FakeTimeProvider();
        var mine = new FileStateStore(_directory.File, time);
        var other = new FileStateStore(_directory.File);
        await other.TryWriteAsync("same", Bytes("1"), 0, Cancellation);
        await using var watch = mine.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal("same", await NextAsync(watch));

        await other.TryWriteAsync("new", Bytes("1"), 0, Cancellation);
        var next = NextAsync(watch);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("new", await next);
    }

    [Fact]
    public async Task A_lock_that_stays_ends_in_an_outage_that_names_it()
    {
        var time = new FakeTimeProvider();
        var store = new FileStateStore(_directory.File, time);
        Task<StateWriteResult> write;
        using (new FileSteps().TryLock(_directory.File + ".lock"))
        {
            write = Task.Run(async () => await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation), Cancellation);
            var start = time.GetUtcNow();
            await AdvanceUntilAsync(time, () => write.IsCompleted);

            var error = await Assert.ThrowsAsync<StateStoreException>(() => write);
            Assert.Equal("PRG0351", error.Code);
            Assert.Contains(_directory.File + ".lock", error.Message, StringComparison.Ordinal);
            Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(5));
            Assert.Empty((await store.ReadAsync(Cancellation)).Records);
        }

        Assert.True((await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task A_write_goes_on_when_the_lock_comes_free()
    {
        var time = new FakeTimeProvider();
        var steps = new FileSteps();
        var store = new FileStateStore(_directory.File, time);
        var held = steps.TryLock(_directory.File + ".lock")!;
        Assert.Null(steps.TryLock(_directory.File + ".lock"));

        var write = Task.Run(async () => await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation), Cancellation);
        await AdvanceUntilAsync(time, () => time.GetUtcNow() - time.Start > TimeSpan.FromSeconds(1));
        Assert.False(write.IsCompleted);
        held.Dispose();
        await AdvanceUntilAsync(time, () => write.IsCompleted);

        Assert.True((await write).Succeeded);
    }

    [Fact]
    public async Task Waiting_for_the_lock_can_be_cancelled_and_leaves_the_store_usable()
    {
        var store = new FileStateStore(_directory.File, new FakeTimeProvider());
        using var stop = new CancellationTokenSource();
        using (new FileSteps().TryLock(_directory.File + ".lock"))
        {
            var first = Task.Run(async () => await store.TryWriteAsync("a", Bytes("1"), 0, stop.Token), Cancellation);
            var second = Task.Run(async () => await store.AppendAsync(new(default, "a", Bytes("1")), stop.Token), Cancellation);
            await stop.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        }

        Assert.True((await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation)).Succeeded);
    }

    private static StateStoreConformance Conformance(string folder) =>
        new((scope, _) => new(new FileStateStore(Path.Combine(folder, scope))), StateStoreReach.Machine);

    private FileStateStore CreateStore() => new(_directory.File);

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> isDone)
    {
        while (!isDone())
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
    }
}
