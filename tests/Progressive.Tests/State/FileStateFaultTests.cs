using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

/// <summary>Disks that do not take a write.</summary>
public sealed class FileStateFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_step_that_fails_changes_nothing_in_memory_and_the_next_write_works(bool canLink)
    {
        var disk = new SimulatedDisk { CanLink = canLink };
        var first = StateScript.Open(disk);
        await StateScript.ApplyAsync(first, 0);
        await StateScript.ApplyAsync(first, 1);
        var failures = 0;
        for (var point = 0; ; point++)
        {
            var failing = disk.AfterKill();
            var store = StateScript.Open(failing);
            var before = await store.ReadAsync(Cancellation);
            failing.FailAt = failing.Ticks + point;
            var content = new byte[] { 42 };

            StateWriteResult? result = null;
            try
            {
                result = await store.TryWriteAsync("key0", content, before.Records["key0"].Version, Cancellation);
            }
            catch (StateStoreException e)
            {
                failures++;
                Assert.StartsWith(e.Code, e.Message, StringComparison.Ordinal);
                Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
                Assert.True(e.Code is "PRG0350" or "PRG0352");
            }

            if (failing.Ticks <= failing.FailAt)
            {
                Assert.True(result!.Succeeded);
                Assert.True(failures > 200);
                return;
            }

            // What a failed write left is the old record, or the new one when only the last flush failed.
            var reading = await store.ReadAsync(Cancellation);
            var version = reading.Records["key0"].Version;
            Assert.True(version == before.Records["key0"].Version || reading.Records["key0"].Content.Span.SequenceEqual(content));
            Assert.True((await store.TryWriteAsync("key0", new byte[] { 43 }, version, Cancellation)).Succeeded);
            Assert.Equal(FileStateRecovery.None, store.Recovery);
            Assert.Equal(
                await StateScript.DescribeAsync(store), await StateScript.DescribeAsync(StateScript.Open(failing.AfterKill())));
        }
    }

    [Fact]
    public async Task A_disk_that_goes_away_inside_a_write_leaves_memory_at_what_was_read()
    {
        var disk = new SimulatedDisk();
        var first = StateScript.Open(disk);
        await StateScript.ApplyAsync(first, 0);
        await StateScript.ApplyAsync(first, 1);
        for (var point = 0; ; point++)
        {
            var failing = disk.AfterKill();
            var logger = new RecordingLogger();
            var store = StateScript.Open(failing, logger);
            var before = await StateScript.DescribeAsync(store);
            failing.GoneFrom = failing.Ticks + point;
            if (await TryApplyAsync(store))
            {
                Assert.True(point > 200);
                return;
            }

            Assert.Equal(before, await StateScript.DescribeAsync(store));
            Assert.Equal(before, await StateScript.DescribeAsync(store));
            Assert.Equal(352, Assert.Single(logger.Entries).Id.Id);
        }

        static async Task<bool> TryApplyAsync(FileStateStore store)
        {
            try
            {
                await store.AppendAsync(new(default, "a", new byte[1]), Cancellation);
                return true;
            }
            catch (StateStoreException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_read_only_disk_refuses_writes_and_goes_on_reading()
    {
        var disk = new SimulatedDisk();
        await StateScript.ApplyAsync(StateScript.Open(disk), 0);
        disk.IsReadOnly = true;
        var logger = new RecordingLogger();
        var store = StateScript.Open(disk, logger);
        var before = await StateScript.DescribeAsync(store);

        var write = await Assert.ThrowsAsync<StateStoreException>(async () => await store.TryWriteAsync("a", new byte[1], 0, Cancellation));
        var append = await Assert.ThrowsAsync<StateStoreException>(async () => await store.AppendAsync(new(default, "a", new byte[1]), Cancellation));

        Assert.Equal("PRG0350", write.Code);
        Assert.Equal("PRG0350", append.Code);
        Assert.IsType<IOException>(write.InnerException);
        Assert.Equal(before, await StateScript.DescribeAsync(store));
        Assert.Empty(logger.Entries);
        disk.IsReadOnly = false;
        await StateScript.ApplyAsync(store, 1);
    }

    [Fact]
    public async Task Damage_on_a_read_only_disk_is_read_around_and_told_once()
    {
        var disk = new SimulatedDisk();
        var first = StateScript.Open(disk);
        await StateScript.ApplyAsync(first, 0);
        var previous = await StateScript.DescribeAsync(first);
        await StateScript.ApplyAsync(first, 1);
        disk[StateScript.Path] = disk[StateScript.Path][..50];
        disk.IsReadOnly = true;
        var logger = new RecordingLogger();
        var store = StateScript.Open(disk, logger);

        for (var n = 0; n < 5; n++)
        {
            Assert.Equal(previous, await StateScript.DescribeAsync(store));
        }

        Assert.Equal(FileStateRecovery.FromPrevious, store.Recovery);
        Assert.Equal([363, 360], logger.Entries.Select(entry => entry.Id.Id));

        disk.IsReadOnly = false;
        await StateScript.ApplyAsync(store, 1);
        Assert.Equal(FileStateRecovery.FromPrevious, store.Recovery);
        Assert.Equal(await StateScript.DescribeAsync(store), await StateScript.DescribeAsync(StateScript.Open(disk.AfterKill())));
    }

    [Fact]
    public async Task Two_damaged_files_on_a_read_only_disk_are_an_empty_store_with_one_generation()
    {
        var disk = new SimulatedDisk { [StateScript.Path] = [1], [StateScript.Path + ".previous"] = [2] };
        disk.IsReadOnly = true;
        var store = StateScript.Open(disk);

        var reading = await store.ReadAsync(Cancellation);

        Assert.Empty(reading.Records);
        Assert.Equal(reading.Generation, (await store.ReadAsync(Cancellation)).Generation);
        Assert.Equal(FileStateRecovery.StartedEmpty, store.Recovery);
    }

    [Fact]
    public async Task A_parent_that_is_a_file_takes_no_write_and_reads_empty()
    {
        using var directory = new StateDirectory();
        await File.WriteAllTextAsync(directory.File, "in the way", Cancellation);
        var store = new FileStateStore(Path.Combine(directory.File, "shop.state"));

        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
        var error = await Assert.ThrowsAsync<StateStoreException>(async () => await store.TryWriteAsync("a", new byte[1], 0, Cancellation));

        Assert.Equal("PRG0350", error.Code);
        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
    }

    [Fact]
    public async Task A_missing_directory_takes_no_write_until_it_is_there()
    {
        using var directory = new StateDirectory();
        var missing = Path.Combine(directory.Path, "mount");
        var store = new FileStateStore(Path.Combine(missing, "shop.state"));

        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
        var error = await Assert.ThrowsAsync<StateStoreException>(async () => await store.TryWriteAsync("a", new byte[1], 0, Cancellation));
        Assert.Equal("PRG0350", error.Code);
        Assert.False(Directory.Exists(missing));

        Directory.CreateDirectory(missing);
        Assert.True((await store.TryWriteAsync("a", new byte[1], 0, Cancellation)).Succeeded);
        Directory.Delete(missing, recursive: true);
        Assert.Single((await store.ReadAsync(Cancellation)).Records);
        await Assert.ThrowsAsync<StateStoreException>(async () => await store.TryWriteAsync("b", new byte[1], 0, Cancellation));
    }

    [Fact]
    public async Task A_path_that_cannot_be_read_is_an_outage_and_not_an_empty_store()
    {
        using var directory = new StateDirectory();
        var store = new FileStateStore(directory.Path);

        var error = await Assert.ThrowsAsync<StateStoreException>(async () => await store.ReadAsync(Cancellation));

        Assert.Equal("PRG0352", error.Code);
    }
}
