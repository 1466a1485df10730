using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class FlagMarksTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_noted_is_taken_once()
    {
        var marks = new FlagMarks(3);
        marks.Note(1);
        marks.Note(1);
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(marks.Take));
        Assert.False(marks.Take(1));
        marks.Note(1);
        Assert.True(marks.Take(1));
    }

    [Fact]
    public void Indices_of_other_versions_are_none()
    {
        var marks = new FlagMarks(2);
        marks.Note(-1);
        marks.Note(2);
        Assert.Equal([false, false], Enumerable.Range(0, 2).Select(marks.Take));
    }

    [Fact]
    public void Noting_allocates_nothing()
    {
        var marks = new FlagMarks(2);
        Note();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Note();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Note()
        {
            for (var i = 0; i < 100; i++)
            {
                marks.Note(i & 1);
                marks.Take(1);
            }
        }
    }

    /// <summary>Nothing that is noted gets lost beside a sweep and a note of another variant.</summary>
    [Fact]
    public void Threads_undo_nothing_of_each_other()
    {
        var marks = new FlagMarks(2);
        Parallel.For(0, 2, variant =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                marks.Note(variant);
                Assert.True(marks.Take(variant));
            }
        });
    }

    [Fact]
    public void A_reload_keeps_what_was_noted()
    {
        var live = new LiveFlags();
        live.Publish([FlagSample.Parts("a"), FlagSample.Parts("b"), FlagSample.Parts("c")]);
        var before = live.Current;
        foreach (var flag in before.Flags)
        {
            flag.Parts.Marks.Note(1);
        }

        live.Publish([FlagSample.Parts("a"), FlagSample.Parts("b", ["candidate", "stable", "third"]), FlagSample.Parts("c", ["stable", "other"])]);
        before.Flags.First().Parts.Marks.Note(0);
        var ledger = new UsageLedger();
        ledger.Sweep(live.Current, s_now);
        Assert.Equal(["stable", "candidate"], Served("a"));
        Assert.Equal(["candidate"], Served("b"));
        Assert.Empty(Served("c"));

        IEnumerable<string> Served(string key) => UsageLedger.Of(live.Current.Flags.Single(flag => flag.Key == key), s_now).Served.Select(static served => served.Variant);
    }

    [Fact]
    public void A_flag_that_goes_and_comes_back_begins_anew()
    {
        var live = new LiveFlags();
        var ledger = new UsageLedger();
        live.Publish([FlagSample.Parts("a"), FlagSample.Parts("b")]);
        live.Current.Flags.First().Parts.Marks.Note(0);
        ledger.Sweep(live.Current, s_now);
        live.Publish([FlagSample.Parts("b")]);
        ledger.Sweep(live.Current, s_now.AddDays(1));
        live.Publish([FlagSample.Parts("a"), FlagSample.Parts("b")]);
        ledger.Sweep(live.Current, s_now.AddDays(2));
        Assert.Equal((s_now.AddDays(2), null), (Of("a").KnownSince, Of("a").LastEvaluated));
        Assert.Equal(s_now, Of("b").KnownSince);

        FlagUsage Of(string key) => UsageLedger.Of(live.Current.Flags.Single(flag => flag.Key == key), s_now);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Every_variant_has_a_mark_of_its_own(int count)
    {
        var marks = new FlagMarks(count);
        marks.Note(count);
        marks.Note(-1);
        for (var i = 0; i < count; i++)
        {
            Assert.False(marks.Take(i));
            marks.Note(i);
            Assert.Equal(Enumerable.Range(0, count).Select(other => other == i), Enumerable.Range(0, count).Select(marks.Take));
        }
    }
}
