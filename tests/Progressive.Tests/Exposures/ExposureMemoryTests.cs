using CsCheck;
using Progressive.Exposures;
using Xunit;

namespace Progressive.Tests.Exposures;

public sealed class ExposureMemoryTests
{
    [Fact]
    public void Has_the_room_it_was_given_and_no_more()
    {
        Assert.Equal(1024, new ExposureMemory(1000, 16).Capacity);
        Assert.Equal(65_536, new ExposureMemory(65_536, 16).Capacity);
    }

    [Fact]
    public void Takes_an_exposure_once() => Gen.ULong.Select(Fingerprint).List[0, 60].Sample(fingerprints =>
    {
        var memory = new ExposureMemory(4096, 16);
        var known = new HashSet<ulong>();
        return fingerprints.Concat(fingerprints).All(fingerprint => memory.TryAdd(fingerprint) == known.Add(fingerprint)) && memory.Evicted == 0;
    });

    [Fact]
    public void Fingerprints_whose_tag_would_be_empty_are_remembered_too()
    {
        var memory = new ExposureMemory(1024, 16);
        Assert.True(memory.TryAdd(0));
        Assert.False(memory.TryAdd(0));
        Assert.True(memory.TryAdd(1));
        Assert.False(memory.TryAdd(1));
    }

    [Fact]
    public void What_does_not_fit_takes_the_place_of_the_oldest_which_is_sent_again()
    {
        var memory = new ExposureMemory(8, 16);
        for (var i = 0UL; i < 8; i++)
        {
            Assert.True(memory.TryAdd(Fingerprint(i)));
            memory.Sweep(1);
        }

        Assert.Equal(0, memory.Evicted);
        Assert.True(memory.TryAdd(Fingerprint(8)));
        Assert.Equal(1, memory.Evicted);
        for (var i = 1UL; i <= 8; i++)
        {
            Assert.False(memory.TryAdd(Fingerprint(i)));
        }

        Assert.True(memory.TryAdd(Fingerprint(0)));
        Assert.Equal(2, memory.Evicted);

        // It took the place of the oldest again, and not that of the youngest, which stands where the oldest did.
        Assert.False(memory.TryAdd(Fingerprint(8)));
        Assert.True(memory.TryAdd(Fingerprint(1)));
        Assert.False(memory.TryAdd(Fingerprint(0)));
    }

    [Fact]
    public void Forgets_after_its_lifetime_and_not_before()
    {
        var memory = new ExposureMemory(1024, 16);
        memory.Sweep(70_000);
        memory.TryAdd(Fingerprint(1));
        memory.Sweep(15);
        Assert.False(memory.TryAdd(Fingerprint(1)));
        memory.Sweep(1);
        Assert.True(memory.TryAdd(Fingerprint(1)));

        // A tick has 16 bits: a process that slept long must not take what is old for new.
        memory.Sweep(65_536);
        Assert.True(memory.TryAdd(Fingerprint(1)));
    }

    [Fact]
    public void What_is_removed_is_new_again()
    {
        var memory = new ExposureMemory(1024, 16);
        memory.TryAdd(Fingerprint(1));
        memory.TryAdd(Fingerprint(2));
        memory.Remove(Fingerprint(1));
        Assert.True(memory.TryAdd(Fingerprint(1)));
        Assert.False(memory.TryAdd(Fingerprint(2)));
    }

    [Fact]
    public void Of_many_threads_one_sends()
    {
        const int Threads = 4;
        const int Exposures = 20_000;
        var memory = new ExposureMemory(65_536, 16);
        var added = 0;
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            var mine = 0;
            start.SignalAndWait();
            for (var i = 0UL; i < Exposures; i++)
            {
                mine += memory.TryAdd(Fingerprint(i)) ? 1 : 0;
            }

            Interlocked.Add(ref added, mine);
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        // An exposure that lost its place may be sent twice, never not at all.
        Assert.InRange(added, Exposures, Exposures + memory.Evicted * Threads);
        Assert.InRange(memory.Evicted, 0, Exposures / 100);
    }

    private static ulong Fingerprint(ulong i) => new SplitMix64(i).Next();
}
