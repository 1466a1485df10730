using System.Globalization;
using System.Text;
using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>The log keeps the newest entries, in the order in which they came.</summary>
internal static class LogPromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("The log keeps order and drops the oldest", KeepsOrderAsync),
        new("The log keeps every one of many entries that come at once", ConcurrentEntriesAsync),
        new("The log keeps records as they are", KeepsRecordsAsync),
    ];

    private static async Task KeepsOrderAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1);
        const int Surplus = 3;
        for (var n = 0; n < StateStore.LogCapacity + Surplus; n++)
        {
            // Every other one is told late: the order is that of appending, and not that of times.
            await store.AppendAsync(new(At(n), "Checkout", Content(n)), trial.Cancellation).ConfigureAwait(false);
        }

        var all = await store.ReadLogAsync(int.MaxValue, trial.Cancellation).ConfigureAwait(false);
        var newest = await store.ReadLogAsync(2, trial.Cancellation).ConfigureAwait(false);

        Expect.Equal(StateStore.LogCapacity, all.Count, "the number of entries kept");
        for (var n = 0; n < all.Count; n++)
        {
            var which = string.Create(CultureInfo.InvariantCulture, $"entry {n}");
            Expect.Content(Content(n + Surplus), all[n].Content, which);
            Expect.Equal(At(n + Surplus).UtcTicks, all[n].At.UtcTicks, $"the ticks of {which}");
            Expect.Equal(TimeSpan.Zero, all[n].At.Offset, $"the offset of {which}");
            Expect.Equal("checkout", all[n].Key, $"the key of {which}");
        }

        Expect.Same(all.TakeLast(2).Select(Text), newest.Select(Text), "the newest two entries");

        DateTimeOffset At(int n) => start.AddSeconds(n % 2 == 0 ? n : -n);

        static byte[] Content(int n) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"step\n{n}"));
    }

    private static async Task ConcurrentEntriesAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        const int Entries = 50;

        await trial.ConcurrentlyAsync(Entries, async n =>
        {
            await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", new[] { (byte)n }), trial.Cancellation).ConfigureAwait(false);
            return n;
        }).ConfigureAwait(false);
        var log = await store.ReadLogAsync(int.MaxValue, trial.Cancellation).ConfigureAwait(false);

        Expect.Equal(Entries, log.Count, "the number of entries");
        Expect.Equal(Entries, log.Select(static entry => entry.Content.Span[0]).Distinct().Count(), "the number of entries that differ");
    }

    private static async Task KeepsRecordsAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var written = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);

        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", "entry"u8.ToArray()), trial.Cancellation).ConfigureAwait(false);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "b", ReadOnlyMemory<byte>.Empty), trial.Cancellation).ConfigureAwait(false);

        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["a"], reading.Records.Keys, "the records");
        Expect.Equal(written.Version, Expect.Record(reading, "a", "1"u8).Version, "the version of the record");
        var log = await store.ReadLogAsync(10, trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["a entry", "b "], log.Select(Text), "the entries");
    }

    private static string Text(StateLogEntry entry) => $"{entry.Key} {Encoding.UTF8.GetString(entry.Content.Span)}";
}
