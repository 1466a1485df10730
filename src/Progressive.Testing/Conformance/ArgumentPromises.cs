using System.Globalization;
using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>What is not valid is refused with what is wrong, and what is cancelled is not begun.</summary>
internal static class ArgumentPromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("A key out of the alphabet is refused by name", BadKeysAsync),
        new("Keys have 128 characters at most", LongKeysAsync),
        new("Contents have a limit that the error names", LargeContentsAsync),
        new("Senseless numbers are refused", SenselessNumbersAsync),
        new("A cancelled token stops every call before it does anything", CancelledAsync),
    ];

    /// <summary>The last is the Kelvin sign, which becomes an ASCII k in lower case.</summary>
    internal static IReadOnlyList<string> BadKeys { get; } = ["", " ", "a b", "a:b", "a\nb", "\u00e5", "\u212a"];

    internal const int KeyInvalid = 355;

    internal const int ContentTooLarge = 356;

    private static async Task BadKeysAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var key in BadKeys)
        {
            var named = $"State key '{key}'";
            await Expect.RefusedAsync(KeyInvalid, named, () => store.ReadAsync(key, trial.Cancellation).AsTask(), $"a reading of '{key}'").ConfigureAwait(false);
            await Expect.RefusedAsync(KeyInvalid, named, () => store.TryWriteAsync(key, "1"u8.ToArray(), 0, trial.Cancellation).AsTask(), $"a write of '{key}'").ConfigureAwait(false);
            await Expect.RefusedAsync(KeyInvalid, named, () => store.AppendAsync(Entry(key, 1), trial.Cancellation).AsTask(), $"a log entry of '{key}'").ConfigureAwait(false);
        }

        Expect.Same([], (await store.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Records.Keys, "the records");
    }

    private static async Task LongKeysAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var longest = new string('k', StateStore.MaxKeyLength);

        Expect.Written(await store.TryWriteAsync(longest, "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false), "a record whose key has 128 characters");
        await store.AppendAsync(Entry(longest, 1), trial.Cancellation).ConfigureAwait(false);
        Expect.Record(await store.ReadAsync(longest, trial.Cancellation).ConfigureAwait(false), longest, "1"u8);
        await Expect.RefusedAsync(
            KeyInvalid,
            $"State key '{longest}k' (129 characters)",
            () => store.TryWriteAsync(longest + "k", "1"u8.ToArray(), 0, trial.Cancellation).AsTask(),
            "a write of a key of 129 characters").ConfigureAwait(false);
    }

    private static async Task LargeContentsAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var largest = new byte[StateStore.MaxContentBytes];
        largest.AsSpan().Fill(0xe5);

        Expect.Written(await store.TryWriteAsync("a", largest, 0, trial.Cancellation).ConfigureAwait(false), "a record of the largest size");
        await store.AppendAsync(Entry("a", StateStore.MaxLogContentBytes), trial.Cancellation).ConfigureAwait(false);
        await Expect.RefusedAsync(
            ContentTooLarge,
            "The content of record 'big' has 262145 bytes; the limit is 262144.",
            () => store.TryWriteAsync("big", new byte[StateStore.MaxContentBytes + 1], 0, trial.Cancellation).AsTask(),
            "a write of too much").ConfigureAwait(false);
        await Expect.RefusedAsync(
            ContentTooLarge,
            "The content of log entry 'big' has 8193 bytes; the limit is 8192.",
            () => store.AppendAsync(Entry("big", StateStore.MaxLogContentBytes + 1), trial.Cancellation).AsTask(),
            "a log entry of too much").ConfigureAwait(false);

        var reading = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["a"], reading.Records.Keys, "the records");
        Expect.Record(reading, "a", largest);
        var log = await store.ReadLogAsync(2, trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["8192"], log.Select(static entry => entry.Content.Length.ToString(CultureInfo.InvariantCulture)), "the sizes of the log entries");
    }

    private static async Task SenselessNumbersAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentOutOfRangeException>(() => store.TryWriteAsync("a", "1"u8.ToArray(), -1, trial.Cancellation).AsTask(), "a write at version -1").ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ReadLogAsync(0, trial.Cancellation).AsTask(), "a reading of 0 log entries").ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentNullException>(() => store.ReadAsync(null!, trial.Cancellation).AsTask(), "a reading without a key").ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentNullException>(() => store.TryWriteAsync(null!, "1"u8.ToArray(), 0, trial.Cancellation).AsTask(), "a write without a key").ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentNullException>(() => store.AppendAsync(null!, trial.Cancellation).AsTask(), "an append without an entry").ConfigureAwait(false);
    }

    private static async Task CancelledAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var cancelled = new CancellationToken(canceled: true);

        await StopsAsync(() => store.ReadAsync(cancelled).AsTask(), "a reading").ConfigureAwait(false);
        await StopsAsync(() => store.ReadAsync("a", cancelled).AsTask(), "a reading of one record").ConfigureAwait(false);
        await StopsAsync(() => store.ReadLogAsync(1, cancelled).AsTask(), "a reading of the log").ConfigureAwait(false);
        await StopsAsync(() => store.TryWriteAsync("a", "1"u8.ToArray(), 0, cancelled).AsTask(), "a write").ConfigureAwait(false);
        await StopsAsync(() => store.AppendAsync(Entry("a", 1), cancelled).AsTask(), "an append").ConfigureAwait(false);
        var watch = store.WatchAsync(cancelled).GetAsyncEnumerator(CancellationToken.None);
        await StopsAsync(() => trial.WaitAsync(watch.MoveNextAsync().AsTask(), "a watch with a cancelled token to end"), "a watch").ConfigureAwait(false);
        await watch.DisposeAsync().ConfigureAwait(false);

        Expect.Same([], (await store.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Records.Keys, "the records");
        Expect.Equal(0, (await store.ReadLogAsync(1, trial.Cancellation).ConfigureAwait(false)).Count, "the number of log entries");

        static Task StopsAsync(Func<Task> call, string what) => Expect.ThrowsAsync<OperationCanceledException>(call, $"{what} with a cancelled token");
    }

    private static StateLogEntry Entry(string key, int size) => new(DateTimeOffset.UnixEpoch, key, new byte[size]);
}
