namespace Progressive.Testing.Conformance;

/// <summary>What is common to the instances on one scope, which are to each other as processes are.</summary>
internal static class InstancePromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("Another instance reads what was written", OtherReadsAsync),
        new("Writers of several instances lose no increment", OtherWritersAsync),
        new("A watch sees what another instance wrote", OtherWatchesAsync),
        new("The log is common to all instances", CommonLogAsync),
    ];

    private static async Task OtherReadsAsync(Trial trial)
    {
        var mine = await trial.OpenAsync().ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        await mine.ReadAsync(trial.Cancellation).ConfigureAwait(false);

        var written = await other.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var reading = await mine.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        var one = await mine.ReadAsync("a", trial.Cancellation).ConfigureAwait(false);
        var conflict = await mine.TryWriteAsync("a", "lost"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var next = await mine.TryWriteAsync("a", "2"u8.ToArray(), written.Version, trial.Cancellation).ConfigureAwait(false);
        var late = await trial.OpenAsync().ConfigureAwait(false);
        var after = await late.ReadAsync(trial.Cancellation).ConfigureAwait(false);

        Expect.Equal(written.Version, Expect.Record(reading, "a", "1"u8).Version, "the version of the record");
        Expect.Equal(written.Version, Expect.Record(one, "a", "1"u8).Version, "the version of the record, reading it alone,");
        Expect.Conflict(conflict, written.Version, "1"u8, "the creation of a record that another instance created");
        Expect.Written(next, "a record that another instance created, at its version,");
        Expect.Equal(next.Version, Expect.Record(after, "a", "2"u8).Version, "the version that an instance opened later reads");
        Expect.Equal((await mine.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Version, after.Version, "the version of the store that an instance opened later reads");
    }

    private static async Task OtherWritersAsync(Trial trial)
    {
        var stores = new[] { await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false) };

        await Task.WhenAll(stores.Select(store => Task.Run(() => RecordPromises.IncrementAsync(store, 50, trial.Cancellation), trial.Cancellation))).ConfigureAwait(false);

        foreach (var store in stores)
        {
            Expect.Record(await store.ReadAsync(trial.Cancellation).ConfigureAwait(false), "counter", "150"u8);
        }
    }

    private static async Task OtherWatchesAsync(Trial trial)
    {
        var mine = await trial.OpenAsync().ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        var first = await other.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await using var watch = trial.Watch(mine);
        await watch.UntilAsync("a").ConfigureAwait(false);

        watch.Ask();
        await other.TryWriteAsync("b", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await watch.UntilAsync("b").ConfigureAwait(false);
        Expect.Record(await mine.ReadAsync("b", trial.Cancellation).ConfigureAwait(false), "b", "1"u8);

        watch.Ask();
        await other.TryWriteAsync("a", "2"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        await watch.UntilAsync("a").ConfigureAwait(false);
        Expect.Record(await mine.ReadAsync("a", trial.Cancellation).ConfigureAwait(false), "a", "2"u8);
    }

    private static async Task CommonLogAsync(Trial trial)
    {
        var mine = await trial.OpenAsync().ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var (store, key) in new[] { (mine, "a"), (other, "b"), (mine, "c"), (other, "d") })
        {
            await store.AppendAsync(new(DateTimeOffset.UnixEpoch, key, "1"u8.ToArray()), trial.Cancellation).ConfigureAwait(false);
        }

        foreach (var store in new[] { mine, other, await trial.OpenAsync().ConfigureAwait(false) })
        {
            var log = await store.ReadLogAsync(10, trial.Cancellation).ConfigureAwait(false);
            Expect.Same(["a", "b", "c", "d"], log.Select(static entry => entry.Key), "the keys of the log");
        }
    }
}
