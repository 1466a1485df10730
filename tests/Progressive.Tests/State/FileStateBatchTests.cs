using Microsoft.Extensions.Time.Testing;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

/// <summary>Writes that come while one is running are written together.</summary>
public sealed class FileStateBatchTests
{
    private const int Writes = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_is_written_at_once_and_each_write_gets_a_version_of_its_own()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        await StateScript.ApplyAsync(store, 0);
        var before = await store.ReadAsync(Cancellation);
        var flushes = disk.DirectoryFlushes;

        var results = await Task.WhenAll(BatchOf<Task<StateWriteResult>>(disk, () => [.. Enumerable.Range(0, 100).Select(n => WriteAsync(store, $"many{n}", 0))]));

        Assert.Equal(flushes + 1, disk.DirectoryFlushes);
        Assert.Equal(Enumerable.Range(1, 100).Select(n => before.Version + n), results.Select(r => r.Version));
        var next = await StateScript.Open(disk.AfterPowerLoss(0, _ => [])).ReadAsync(Cancellation);
        Assert.All(results.Index(), r => Assert.Equal(r.Item.Version, next.Records[$"many{r.Index}"].Version));
    }

    [Fact]
    public async Task Of_writes_of_one_record_in_one_batch_each_must_name_the_version_before_it()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        var results = await Task.WhenAll(BatchOf<Task<StateWriteResult>>(
            disk, () => [WriteAsync(store, "a", 0, 1), WriteAsync(store, "a", 0, 2), WriteAsync(store, "a", 1, 3), WriteAsync(store, "a", 1, 4)]));

        Assert.Equal([true, false, true, false], results.Select(r => r.Succeeded));
        Assert.Equal([1, 3], [results[1].Current!.Content.Span[0], results[3].Current!.Content.Span[0]]);
        Assert.Equal(3, (await store.ReadAsync(Cancellation)).Records["a"].Content.Span[0]);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_written_fails_for_all_also_for_those_in_conflict_with_it()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        await StateScript.ApplyAsync(store, 0);
        var before = await StateScript.DescribeAsync(store);
        var writes = BatchOf<Task<StateWriteResult>>(
            disk,
            () => [WriteAsync(store, "a", 0), WriteAsync(store, "a", 0), WriteAsync(store, "b", 0)],
            then: () => disk.IsReadOnly = true);

        foreach (var write in writes)
        {
            Assert.Equal("PRG0350", (await Assert.ThrowsAsync<StateStoreException>(() => write)).Code);
        }

        Assert.Equal(before, await StateScript.DescribeAsync(store));
        disk.IsReadOnly = false;
        Assert.True((await WriteAsync(store, "a", 0)).Succeeded);
    }

    [Fact]
    public async Task What_is_cancelled_while_it_waits_is_not_written_and_the_others_are()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        using var cancelled = new CancellationTokenSource();
        var writes = BatchOf<Task<StateWriteResult>>(
            disk,
            () => [WriteAsync(store, "a", 0), store.TryWriteAsync("b", new byte[1], 0, cancelled.Token).AsTask(), WriteAsync(store, "c", 0)],
            then: cancelled.Cancel);

        await Assert.ThrowsAsync<TaskCanceledException>(() => writes[1]);
        await Task.WhenAll(writes[0], writes[2]);
        Assert.Equal(["a", "c"], (await store.ReadAsync(Cancellation)).Records.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_write_that_has_begun_is_not_taken_back()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        using var cancelled = new CancellationTokenSource();
        disk.OnFlushDirectory = cancelled.Cancel;
        Assert.True((await store.TryWriteAsync("a", new byte[1], 0, cancelled.Token)).Succeeded);
        Assert.True(cancelled.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lock_that_never_comes_fails_all_that_wait_and_the_next_write_tries_again()
    {
        var disk = new SimulatedDisk { IsLocked = true };
        var time = new FakeTimeProvider();
        var store = new FileStateStore(StateScript.Path, disk, time);
        Task<StateWriteResult>[] writes = [WriteAsync(store, "a", 0), WriteAsync(store, "b", 0)];
        var all = Task.WhenAll(writes);
        while (!all.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        Assert.All(writes, write => Assert.Equal("PRG0351", Assert.IsType<StateStoreException>(write.Exception!.InnerException).Code));
        disk.IsLocked = false;
        Assert.True((await WriteAsync(store, "a", 0)).Succeeded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_anywhere_in_a_batch_the_next_process_reads_all_of_it_or_nothing(bool isPowerLoss)
    {
        var disk = new SimulatedDisk();
        await StateScript.ApplyAsync(StateScript.Open(disk), 0);
        await StateScript.ApplyAsync(StateScript.Open(disk), 1);
        var before = await StateScript.DescribeAsync(StateScript.Open(disk.AfterKill()));
        var whole = disk.AfterKill();
        await Task.WhenAll(Batch(whole));
        var after = await StateScript.DescribeAsync(StateScript.Open(whole.AfterKill()));
        var (old, @new) = (0, 0);
        for (var kill = 0; kill <= whole.Ticks; kill++)
        {
            var dying = disk.AfterKill();
            dying.KillAt = kill;
            var writes = Batch(dying);
            await Task.WhenAll(writes).ContinueWith(static _ => { }, Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

            // Nobody was told of a write that is not there, whatever of the last renames is lost.
            var left = isPowerLoss ? dying.AfterPowerLoss(kill % (dying.UnflushedNameCount + 1), written => written[..(written.Length / 2)]) : dying.AfterKill();
            var found = await StateScript.DescribeAsync(StateScript.Open(left));
            Assert.True(found == before || found == after, $"killed at {kill}: {found}");
            Assert.True(found == after || writes.All(write => write.IsFaulted), $"killed at {kill}: told of what is lost");
            old += found == before ? 1 : 0;
            @new += found == after ? 1 : 0;
        }

        Assert.True(old > 100 && @new > 0);
    }

    private static Task[] Batch(SimulatedDisk disk)
    {
        var store = StateScript.Open(disk);
        return BatchOf<Task>(
            disk,
            () => [.. Enumerable.Range(0, Writes).Select(Task (n) => WriteAsync(store, $"new{n}", 0)), store.AppendAsync(new(default, "log", new byte[3])).AsTask()]);
    }

    // The lock, which a write takes before it looks at what waits, comes only when all of them wait.
    private static T[] BatchOf<T>(SimulatedDisk disk, Func<T[]> begin, Action? then = null)
        where T : Task
    {
        var isReady = new TaskCompletionSource();
        disk.OnLock = () => isReady.Task.Wait(Cancellation);
        var batch = begin();
        then?.Invoke();
        disk.OnLock = null;
        isReady.SetResult();
        return batch;
    }

    private static Task<StateWriteResult> WriteAsync(FileStateStore store, string key, long version, byte content = 0) =>
        store.TryWriteAsync(key, new[] { content }, version, Cancellation).AsTask();
}
