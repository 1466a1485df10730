using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

/// <summary>The process dies, or the power goes, at every point of writing.</summary>
public sealed class FileStateKillTests
{
    private static readonly Func<byte[], byte[]>[] s_unflushed =
    [
        _ => [],
        written => new byte[written.Length],
        written => written[..(written.Length / 2)],
        written => written,
        written => [.. written.Take(written.Length / 2), .. new byte[written.Length - (written.Length / 2)]],
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_anywhere_the_next_process_reads_the_old_state_or_the_new(bool canLink)
    {
        var (points, losses) = await EndEverywhereAsync(canLink, (disk, _) => disk.AfterKill(), expectRecovery: false);

        Assert.True(points >= 10_000);
        Assert.True(losses.New > 0 && losses.Old > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_power_loss_anywhere_the_next_process_reads_the_old_state_or_the_new(bool canLink)
    {
        var (points, losses) = await EndEverywhereAsync(
            canLink,
            (disk, point) => disk.AfterPowerLoss(point % (disk.UnflushedNameCount + 1), s_unflushed[point / 7 % s_unflushed.Length]),
            expectRecovery: true);

        Assert.True(points >= 10_000);
        Assert.True(losses.Old > 0);
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_power_loss()
    {
        var disk = new SimulatedDisk();
        var store = StateScript.Open(disk);
        for (var n = 0; n < 8; n++)
        {
            await StateScript.ApplyAsync(store, n);

            var after = StateScript.Open(disk.AfterPowerLoss(0, _ => []));
            Assert.Equal(await StateScript.DescribeAsync(store), await StateScript.DescribeAsync(after));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_twice_between_the_renames_the_next_process_reads_a_whole_file(bool canLink)
    {
        var disk = new SimulatedDisk { CanLink = canLink };
        await StateScript.ApplyAsync(StateScript.Open(disk), 0);
        await StateScript.ApplyAsync(StateScript.Open(disk), 1);
        var whole = disk.AfterKill();
        await StateScript.ApplyAsync(StateScript.Open(whole), 2);

        // The last steps of a write are links and renames: what one death leaves of them must not be in the way of the next write.
        for (var first = whole.Ticks - 6; first <= whole.Ticks; first++)
        {
            var once = disk.AfterKill();
            once.KillAt = first;
            await RunAsync(() => StateScript.ApplyAsync(StateScript.Open(once), 2));
            var before = await StateScript.DescribeAsync(StateScript.Open(once.AfterKill()));
            var ended = false;
            for (var second = 0; !ended; second++)
            {
                var twice = once.AfterKill();
                twice.KillAt = second;
                var store = StateScript.Open(twice);
                ended = await RunAsync(() => StateScript.ApplyAsync(store, 3));
                var next = StateScript.Open(twice.AfterKill());
                var found = await StateScript.DescribeAsync(next);

                Assert.StartsWith(before, found, StringComparison.Ordinal);
                Assert.Equal(FileStateRecovery.None, next.Recovery);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_anywhere_in_a_repair_the_next_process_repairs(bool canLink)
    {
        var disk = new SimulatedDisk { CanLink = canLink };
        var store = StateScript.Open(disk);
        await StateScript.ApplyAsync(store, 0);
        var previous = await StateScript.DescribeAsync(store);
        await StateScript.ApplyAsync(store, 1);
        disk[StateScript.Path] = [.. disk[StateScript.Path].Take(100)];

        for (var point = 0; ; point++)
        {
            var dying = disk.AfterKill();
            dying.KillAt = point;
            var ended = await RunAsync(async () => Assert.Equal(previous, await StateScript.DescribeAsync(StateScript.Open(dying))));
            var next = StateScript.Open(dying.AfterKill());

            Assert.Equal(previous, await StateScript.DescribeAsync(next));
            await StateScript.ApplyAsync(next, 2);
            if (ended)
            {
                Assert.True(point > 100);
                return;
            }
        }
    }

    private static async Task<(int Points, (int Old, int New) Seen)> EndEverywhereAsync(
        bool canLink, Func<SimulatedDisk, int, SimulatedDisk> end, bool expectRecovery)
    {
        var disk = new SimulatedDisk { CanLink = canLink };
        var points = 0;
        var (old, @new) = (0, 0);
        for (var n = 0; points < 10_000; n++)
        {
            var before = await StateScript.DescribeAsync(StateScript.Open(disk.AfterKill()));
            var whole = disk.AfterKill();
            await StateScript.ApplyAsync(StateScript.Open(whole), n);
            var after = await StateScript.DescribeAsync(StateScript.Open(whole.AfterKill()));
            for (var kill = 0; kill <= whole.Ticks; kill++, points++)
            {
                var dying = disk.AfterKill();
                dying.KillAt = kill;
                await RunAsync(() => StateScript.ApplyAsync(StateScript.Open(dying), n));

                var next = StateScript.Open(end(dying, points));
                var found = await StateScript.DescribeAsync(next);
                old += found == before ? 1 : 0;
                @new += found == after ? 1 : 0;
                // Generations of a store that was never written are made up anew each time; its records are none.
                Assert.True(
                    found == before || found == after || (n == 0 && Anonymous(found) == Anonymous(after)), $"change {n} killed at {kill}: {found}");
                Assert.True(next.Recovery == FileStateRecovery.None || (expectRecovery && next.Recovery == FileStateRecovery.FromPrevious));
                await StateScript.ApplyAsync(next, n + 1);
            }

            disk = whole;
        }

        return (points, (old, @new));
    }

    private static string Anonymous(string description) => description.Length == 0 ? "" : description[description.IndexOf(' ', StringComparison.Ordinal)..];

    private static async Task<bool> RunAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }
}
