using System.Globalization;
using System.Text;
using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>Records are read as they were written, and are compared and set as one step.</summary>
internal static class RecordPromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("Begins empty with a generation", BeginsEmptyAsync),
        new("Reads back what was written", ReadsBackAsync),
        new("Keeps a copy of what was written", KeepsCopyAsync),
        new("A reading does not change under its reader", ReadingStaysAsync),
        new("A reading holds all of many records", ManyRecordsAsync),
        new("One record is read as it is among all", ReadsOneAsync),
        new("Keys are compared ignoring case and otherwise character by character", KeysDifferAsync),
        new("A write at another version changes nothing and shows what is there", StaleWriteAsync),
        new("A write over a record that does not exist conflicts with nothing", WriteOverNothingAsync),
        new("Concurrent writers lose no increment", ConcurrentWritersAsync),
        new("Only one of many creates a record", OneCreatesAsync),
    ];

    /// <summary>Adds one to the record <c>counter</c>, as often as said, against whoever else does.</summary>
    internal static async Task IncrementAsync(StateStore store, int times, CancellationToken cancellation)
    {
        StateRecord? current = null;
        for (var done = 0; done < times;)
        {
            var value = current is null ? 0 : int.Parse(Encoding.UTF8.GetString(current.Content.Span), CultureInfo.InvariantCulture);
            var content = Encoding.UTF8.GetBytes((value + 1).ToString(CultureInfo.InvariantCulture));
            var result = await store.TryWriteAsync("counter", content, current?.Version ?? 0, cancellation).ConfigureAwait(false);
            done += result.Succeeded ? 1 : 0;
            current = result.Succeeded ? new("counter", result.Version, content) : result.Current;
        }
    }

    private static async Task BeginsEmptyAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);

        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        var log = await store.ReadLogAsync(10, trial.Cancellation).ConfigureAwait(false);

        Expect.Same([], reading.Records.Keys, "the records of a scope that was never written");
        Expect.Equal(0, reading.Version, "its version");
        Expect.That(reading.Generation.Length > 0, "a generation", "an empty text");
        Expect.Equal(0, log.Count, "the number of its log entries");
    }

    private static async Task ReadsBackAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        byte[] content = [.. Enumerable.Range(0, 256).Select(static n => (byte)n), 0, 10, 13, 255, 32, 10];

        var created = await store.TryWriteAsync("Checkout/2", content, 0, trial.Cancellation).ConfigureAwait(false);
        var empty = await store.TryWriteAsync("nothing", ReadOnlyMemory<byte>.Empty, 0, trial.Cancellation).ConfigureAwait(false);
        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);

        Expect.Written(created, "a new record");
        Expect.Written(empty, "a record without content");
        Expect.Same(["checkout/2", "nothing"], reading.Records.Keys.Order(StringComparer.Ordinal), "the keys of the records");
        var record = Expect.Record(reading, "CHECKOUT/2", content);
        Expect.Equal("checkout/2", record.Key, "the key of the record");
        Expect.Equal(created.Version, record.Version, "its version");
        Expect.Record(reading, "nothing", []);
    }

    private static async Task KeepsCopyAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        byte[] content = [1, 2, 3];

        await store.TryWriteAsync("a", content, 0, trial.Cancellation).ConfigureAwait(false);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", content), trial.Cancellation).ConfigureAwait(false);
        content[0] = 9;

        Expect.Record(await store.ReadAsync(trial.Cancellation).ConfigureAwait(false), "a", [1, 2, 3]);
        var log = await store.ReadLogAsync(1, trial.Cancellation).ConfigureAwait(false);
        Expect.Equal(1, log.Count, "the number of log entries");
        Expect.Content([1, 2, 3], log[0].Content, "the log entry");
    }

    private static async Task ReadingStaysAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        var one = await store.ReadAsync("a", trial.Cancellation).ConfigureAwait(false);

        await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        await store.TryWriteAsync("b", "2"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);

        Expect.Same(["a"], reading.Records.Keys, "the records of the earlier reading");
        Expect.Equal(first.Version, Expect.Record(reading, "a", "1"u8).Version, "the version of its record");
        Expect.Record(one, "a", "1"u8);
    }

    private static async Task ManyRecordsAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        const int Count = 200;

        await trial.ConcurrentlyAsync(Count, n => store.TryWriteAsync(Key(n), new byte[n], 0, trial.Cancellation).AsTask()).ConfigureAwait(false);
        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);

        Expect.Same(Enumerable.Range(0, Count).Select(Key), reading.Records.Keys.Order(StringComparer.Ordinal), "the keys of the records");
        for (var n = 0; n < Count; n++)
        {
            Expect.Record(reading, Key(n), new byte[n]);
        }

        static string Key(int n) => string.Create(CultureInfo.InvariantCulture, $"flag-{n:D3}");
    }

    private static async Task ReadsOneAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await store.TryWriteAsync("checkout", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await store.TryWriteAsync("pricing", "2"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "checkout", "3"u8.ToArray()), trial.Cancellation).ConfigureAwait(false);
        var all = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);

        foreach (var key in new[] { "checkout", "CheckOut" })
        {
            var one = await store.ReadAsync(key, trial.Cancellation).ConfigureAwait(false);
            Expect.Same(["checkout"], one.Records.Keys, $"the records of a reading of '{key}'");
            Expect.Equal(Expect.Record(all, "checkout", "1"u8).Version, Expect.Record(one, "checkout", "1"u8).Version, "the version of the record");
            Agree(one);
        }

        var none = await store.ReadAsync("absent", trial.Cancellation).ConfigureAwait(false);
        Expect.Same([], none.Records.Keys, "the records of a reading of a key without a record");
        Agree(none);

        void Agree(StateReading one)
        {
            Expect.Equal(all.Generation, one.Generation, "the generation of the reading of one key");
            Expect.Equal(all.Version, one.Version, "the version of the reading of one key");
        }
    }

    private static async Task KeysDifferAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        string[] keys = ["-", ".", "..", "/", "_", "a", "a-b", "a.b", "a/b", "a/b/", "a_b", "ab", "b"];
        foreach (var key in keys)
        {
            Expect.Written(await store.TryWriteAsync(key, Encoding.UTF8.GetBytes(key), 0, trial.Cancellation).ConfigureAwait(false), $"record '{key}'");
        }

        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        var other = await store.TryWriteAsync("A/B", "lost"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);

        Expect.Same(keys, reading.Records.Keys.Order(StringComparer.Ordinal), "the keys of the records");
        foreach (var key in keys)
        {
            Expect.Record(reading, key, Encoding.UTF8.GetBytes(key));
            Expect.Record(await store.ReadAsync(key, trial.Cancellation).ConfigureAwait(false), key, Encoding.UTF8.GetBytes(key));
        }

        Expect.Conflict(other, reading.Records["a/b"].Version, "a/b"u8, "the creation of 'A/B' where 'a/b' is");
    }

    private static async Task StaleWriteAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var second = await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        Expect.Written(second, "a record at the version that was read");

        foreach (var stale in new[] { 0, first.Version, second.Version + 1, long.MaxValue })
        {
            var result = await store.TryWriteAsync("a", "lost"u8.ToArray(), stale, trial.Cancellation).ConfigureAwait(false);
            Expect.Conflict(result, second.Version, "2"u8, string.Create(CultureInfo.InvariantCulture, $"a write at version {stale}"));
        }

        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Equal(second.Version, Expect.Record(reading, "a", "2"u8).Version, "the version of the record");
    }

    private static async Task WriteOverNothingAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);

        var result = await store.TryWriteAsync("a", "1"u8.ToArray(), 7, trial.Cancellation).ConfigureAwait(false);

        Expect.ConflictWithNothing(result, "a write at version 7 where no record is");
        Expect.Same([], (await store.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Records.Keys, "the records");
    }

    private static async Task ConcurrentWritersAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => IncrementAsync(store, 50, trial.Cancellation), trial.Cancellation))).ConfigureAwait(false);

        Expect.Record(await store.ReadAsync(trial.Cancellation).ConfigureAwait(false), "counter", "400"u8);
    }

    private static async Task OneCreatesAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);

        var results = await trial.ConcurrentlyAsync(20, n => store.TryWriteAsync("a", new[] { (byte)n }, 0, trial.Cancellation).AsTask()).ConfigureAwait(false);
        var record = (await store.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Records["a"];

        Expect.Equal(1, results.Count(static result => result.Succeeded), "the number of writers that created the record");
        var winner = Array.FindIndex(results, static result => result.Succeeded);
        Expect.Content([(byte)winner], record.Content, "the record");
        foreach (var result in results)
        {
            Expect.Equal(record.Version, result.Version, "the version that each writer is told");
        }
    }
}
