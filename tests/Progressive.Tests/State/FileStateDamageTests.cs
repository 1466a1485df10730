using System.Text;
using Microsoft.Extensions.Logging;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

/// <summary>Files that come back from the disk other than they were written.</summary>
public sealed class FileStateDamageTests
{
    private const string Previous = StateScript.Path + ".previous";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Damages => ["cut", "flip", "zero"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Any_damage_of_the_file_falls_back_to_the_one_before(string damage)
    {
        var (disk, previous, _) = await PrepareAsync();
        foreach (var damaged in Variations(disk[StateScript.Path], damage))
        {
            var next = disk.AfterKill();
            next[StateScript.Path] = damaged;
            var store = StateScript.Open(next);

            Assert.Equal(previous, await StateScript.DescribeAsync(store));
            Assert.Equal(FileStateRecovery.FromPrevious, store.Recovery);
            Assert.Equal(damaged, next[StateScript.Path + ".corrupt-1"]);
            await StateScript.ApplyAsync(store, 2);
            Assert.Equal(await StateScript.DescribeAsync(store), await StateScript.DescribeAsync(StateScript.Open(next.AfterKill())));
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Any_damage_of_both_files_starts_empty_and_never_throws(string damage)
    {
        var (disk, _, _) = await PrepareAsync();
        var old = await StateScript.Open(disk.AfterKill()).ReadAsync(Cancellation);
        foreach (var (damaged, damagedPrevious) in Variations(disk[StateScript.Path], damage).Zip(Variations(disk[Previous], damage)))
        {
            var next = disk.AfterKill();
            next[StateScript.Path] = damaged;
            next[Previous] = damagedPrevious;
            var store = StateScript.Open(next);
            var reading = await store.ReadAsync(Cancellation);

            Assert.Empty(reading.Records);
            Assert.NotEqual(old.Generation, reading.Generation);
            Assert.True(reading.Version > old.Version, "a version of the lost life must not come again");
            Assert.Equal(FileStateRecovery.StartedEmpty, store.Recovery);
            Assert.Equal(damaged, next[StateScript.Path + ".corrupt-1"]);
            Assert.Equal(damagedPrevious, next[StateScript.Path + ".corrupt-2"]);
            Assert.Equal(reading.Generation, (await StateScript.Open(next.AfterKill()).ReadAsync(Cancellation)).Generation);
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_process_that_has_read_the_state_loses_nothing(string damage)
    {
        var (disk, _, current) = await PrepareAsync();
        foreach (var damaged in Variations(disk[StateScript.Path], damage))
        {
            var next = disk.AfterKill();
            var logger = new RecordingLogger();
            var store = StateScript.Open(next, logger);
            Assert.Equal(current, await StateScript.DescribeAsync(store));
            next[StateScript.Path] = damaged;

            Assert.Equal(current, await StateScript.DescribeAsync(store));
            await StateScript.ApplyAsync(store, 2);

            Assert.Equal(FileStateRecovery.FromMemory, store.Recovery);
            Assert.Equal(362, Assert.Single(logger.Entries).Id.Id);
            Assert.Equal(await StateScript.DescribeAsync(store), await StateScript.DescribeAsync(StateScript.Open(next.AfterKill())));
        }
    }

    [Fact]
    public async Task The_log_says_what_was_lost()
    {
        var (disk, _, _) = await PrepareAsync();
        var logger = new RecordingLogger();
        disk[StateScript.Path] = disk[StateScript.Path][..^1];
        var store = StateScript.Open(disk, logger);
        await store.ReadAsync(Cancellation);
        await store.ReadAsync(Cancellation);

        var (level, id, message) = Assert.Single(logger.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Equal(360, id.Id);
        Assert.Equal(
            $"PRG0360: State file '{StateScript.Path}' is damaged (its checksum does not match; its first line names version 2). "
            + "Going on with the file before it, at version 1; the last write after it is lost.",
            message);

        disk[StateScript.Path] = [];
        disk[Previous] = [];
        var second = new RecordingLogger();
        await StateScript.Open(disk, second).ReadAsync(Cancellation);
        Assert.Equal((LogLevel.Error, 361), (Assert.Single(second.Entries).Level, second.Entries[0].Id.Id));
    }

    [Fact]
    public async Task A_version_handed_out_before_the_loss_never_names_another_content()
    {
        var (disk, _, _) = await PrepareAsync();
        var stale = StateScript.Open(disk.AfterKill());
        var known = (await stale.ReadAsync(Cancellation)).Records["key1"];
        disk[StateScript.Path] = [];
        var store = StateScript.Open(disk);

        Assert.DoesNotContain("key1", (await store.ReadAsync(Cancellation)).Records);
        var again = await store.TryWriteAsync("key1", new byte[] { 1 }, 0, Cancellation);

        Assert.True(again.Version > known.Version + 1000);
        Assert.False((await store.TryWriteAsync("key1", new byte[] { 2 }, known.Version, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task A_bounded_number_of_broken_files_is_kept()
    {
        var (disk, previous, _) = await PrepareAsync();
        for (var n = 1; n <= 8; n++)
        {
            disk[StateScript.Path] = [(byte)n];
            Assert.Equal(previous, await StateScript.DescribeAsync(StateScript.Open(disk)));
        }

        Assert.Equal(
            ["corrupt-1", "corrupt-2", "corrupt-3", "corrupt-4", "corrupt-5"],
            disk.Names.Where(name => name.Contains("corrupt", StringComparison.Ordinal)).Select(name => name[(name.LastIndexOf('.') + 1)..]));
        Assert.Equal([1], disk[StateScript.Path + ".corrupt-1"]);
        Assert.Equal([8], disk[StateScript.Path + ".corrupt-5"]);
    }

    [Fact]
    public async Task A_newer_format_is_an_error_and_the_file_stays()
    {
        var (disk, _, _) = await PrepareAsync();
        var body = Encoding.ASCII.GetBytes("progressive-state 2 whatever comes\nthen\n");
        var newer = SealedBy(body);
        disk[StateScript.Path] = newer;
        var names = disk.Names;
        var store = StateScript.Open(disk);

        var read = await Assert.ThrowsAsync<StateStoreException>(async () => await store.ReadAsync(Cancellation));
        var write = await Assert.ThrowsAsync<StateStoreException>(async () => await store.TryWriteAsync("a", new byte[1], 0, Cancellation));

        Assert.Equal("PRG0353", read.Code);
        Assert.Equal("PRG0353", write.Code);
        Assert.StartsWith($"PRG0353: State file '{StateScript.Path}' has format 2; this version reads format 1.", read.Message, StringComparison.Ordinal);
        Assert.Equal(newer, disk[StateScript.Path]);
        Assert.Equal(names.Append(StateScript.Path + ".lock").Order(), disk.Names.Append(StateScript.Path + ".lock").Distinct().Order());
    }

    [Fact]
    public async Task A_newer_format_that_appears_later_stops_writes_and_not_reads()
    {
        var (disk, _, current) = await PrepareAsync();
        var store = StateScript.Open(disk);
        await store.ReadAsync(Cancellation);
        var newer = SealedBy(Encoding.ASCII.GetBytes("progressive-state 2 whatever\n"));
        disk[StateScript.Path] = newer;

        Assert.Equal(current, await StateScript.DescribeAsync(store));
        await Assert.ThrowsAsync<StateStoreException>(async () => await store.TryWriteAsync("a", new byte[1], 0, Cancellation));
        Assert.Equal(newer, disk[StateScript.Path]);
    }

    [Theory]
    [InlineData("{ \"Progressive\": {} }")]
    [InlineData("\uFEFF\r\n[1]")]
    [InlineData("<configuration />")]
    public async Task Another_programs_file_is_left_alone(string content)
    {
        var disk = new SimulatedDisk { [StateScript.Path] = Encoding.UTF8.GetBytes(content) };
        var store = StateScript.Open(disk);

        var error = await Assert.ThrowsAsync<StateStoreException>(async () => await store.ReadAsync(Cancellation));
        await Assert.ThrowsAsync<StateStoreException>(async () => await store.AppendAsync(new(default, "a", new byte[1]), Cancellation));

        Assert.Equal("PRG0354", error.Code);
        Assert.Equal([StateScript.Path], disk.Names);
        Assert.Equal(content, Encoding.UTF8.GetString(disk[StateScript.Path]));
    }

    [Fact]
    public async Task A_deleted_file_is_written_again_by_the_process_that_knows_it()
    {
        var (disk, _, current) = await PrepareAsync();
        var logger = new RecordingLogger();
        var store = StateScript.Open(disk, logger);
        await store.ReadAsync(Cancellation);
        disk.Delete(StateScript.Path);
        disk.Delete(Previous);

        Assert.Equal(current, await StateScript.DescribeAsync(store));
        Assert.Equal(current, await StateScript.DescribeAsync(StateScript.Open(disk.AfterKill())));
        Assert.Contains("is gone while in use", Assert.Single(logger.Entries).Message, StringComparison.Ordinal);
    }

    internal static byte[] SealedBy(byte[] body) =>
        [.. body, .. Encoding.ASCII.GetBytes($"checksum xxh3-64:{System.IO.Hashing.XxHash3.HashToUInt64(body):x16}\n")];

    private static async Task<(SimulatedDisk Disk, string Previous, string Current)> PrepareAsync()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        await StateScript.ApplyAsync(store, 0);
        var previous = await StateScript.DescribeAsync(store);
        await StateScript.ApplyAsync(store, 1);
        return (disk, previous, await StateScript.DescribeAsync(store));
    }

    private static IEnumerable<byte[]> Variations(byte[] content, string damage) => damage switch
    {
        "cut" => Enumerable.Range(0, content.Length).Select(length => content[..length]),
        "zero" => Enumerable.Range(0, content.Length).Select(from => (byte[])[.. content.Take(from), .. new byte[content.Length - from]]),
        _ => Enumerable.Range(0, content.Length * 8).Select(bit =>
        {
            var flipped = (byte[])content.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            return flipped;
        }),
    };
}
