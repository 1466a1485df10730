using System.Globalization;
using Progressive.Assignment;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class FlagSnapshotTests
{
    [Fact]
    public void Finds_flags_ignoring_case_and_nothing_else()
    {
        var snapshot = Snapshot(300);
        Assert.Equal(300, snapshot.Count);
        Assert.Equal(Enumerable.Range(0, 300).Select(Key), snapshot.Flags.Select(f => f.Key));
        Assert.True(snapshot.TryGet("FLAG-299", out var flag));
        Assert.Equal("flag-299", flag.Key);
        Assert.False(snapshot.TryGet("flag-300", out _));
        Assert.False(FlagSnapshot.Empty.TryGet("flag-1", out _));
    }

    [Fact]
    public void Another_state_of_one_flag_shares_every_other_flag_and_leaves_the_old_snapshot_alone()
    {
        var before = Snapshot(1000);
        Assert.True(before.TryGet("flag-500", out var old));
        var changed = old.At(Share.Parse("40%"));
        var after = before.With(changed);

        Assert.True(before.TryGet("flag-500", out var still));
        Assert.Same(old, still);
        Assert.True(after.TryGet("flag-500", out var now));
        Assert.Same(changed, now);
        Assert.Equal(999, before.Flags.Zip(after.Flags).Count(pair => ReferenceEquals(pair.First, pair.Second)));
    }

    [Fact]
    public void A_change_costs_one_page_however_many_flags_there_are()
    {
        var snapshot = Snapshot(10_000);
        Assert.True(snapshot.TryGet("flag-5000", out var flag));
        var changed = flag.At(Share.Parse("40%"));
        snapshot = snapshot.With(changed);

        var before = GC.GetAllocatedBytesForCurrentThread();
        snapshot = snapshot.With(changed);
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;

        // 128 references of a page and 79 of the table of pages; 10,000 flags would be 80,000 bytes.
        Assert.InRange(cost, 1, 2_500);
        Assert.Equal(10_000, snapshot.Count);
    }

    [Fact]
    public void A_flag_that_is_not_there_cannot_be_changed() =>
        Assert.Contains("'other'", Assert.Throws<InvalidOperationException>(() => Snapshot(3).With(FlagSample.Rollout("other"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_handle_finds_the_flag_in_this_snapshot_the_next_one_and_after_a_reload()
    {
        var key = new FlagKey("FLAG-7");
        var first = Snapshot(10);
        Assert.Equal("flag-7", first.Get(key)?.Key);

        Assert.True(first.TryGet("flag-7", out var flag));
        var changed = flag.At(Share.All);
        Assert.Same(changed, first.With(changed).Get(key));

        var reloaded = new FlagSnapshot([.. first.Flags.Reverse()]);
        Assert.Equal("flag-7", reloaded.Get(key)?.Key);
        Assert.Null(Snapshot(5).Get(key));
        Assert.Null(FlagSnapshot.Empty.Get(key));
        Assert.Equal("flag-7", reloaded.Get(key)?.Key);
    }

    [Fact]
    public void A_handle_serves_two_hosts_at_once()
    {
        var (one, other) = (Snapshot(10), new FlagSnapshot([.. Snapshot(300).Flags.Reverse()]));
        var (key, absent) = (new FlagKey("flag-7"), new FlagKey("flag-200"));
        var wrong = 0;
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                var snapshot = (i + t) % 2 == 0 ? one : other;
                if (snapshot.Get(key)?.Key != "flag-7" || (snapshot.Get(absent) is null) != (snapshot == one))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(0, wrong);
    }

    private static string Key(int i) => "flag-" + i.ToString(CultureInfo.InvariantCulture);

    private static FlagSnapshot Snapshot(int count) => new([.. Enumerable.Range(0, count).Select(i => FlagSample.Rollout(Key(i)))]);
}
