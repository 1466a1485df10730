namespace Progressive.Testing.Conformance;

/// <summary>Whoever watches hears of every key that changed, at least once.</summary>
internal static class WatchPromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("The watch begins with every key and goes on with changes", BeginsWithKeysAsync),
        new("Every watcher sees a change that came while it was busy", BusyWatchersAsync),
        new("Nothing falls between an earlier reading and the watch", NothingFallsBetweenAsync),
        new("A hint comes after what it speaks of can be read", HintAfterChangeAsync),
        new("A watch ends when cancelled", EndsWhenCancelledAsync),
    ];

    private static async Task BeginsWithKeysAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await store.TryWriteAsync("b", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await using var watch = trial.Watch(store);

        await watch.UntilAsync("a", "b").ConfigureAwait(false);

        watch.Ask();
        await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        await watch.UntilAsync("a").ConfigureAwait(false);
        watch.Ask();
        await store.TryWriteAsync("C", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await watch.UntilAsync("c").ConfigureAwait(false);
    }

    private static async Task BusyWatchersAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await store.TryWriteAsync("first", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await using var one = trial.Watch(store);
        await using var other = trial.Watch(store);
        await one.UntilAsync("first").ConfigureAwait(false);
        await other.UntilAsync("first").ConfigureAwait(false);

        var x = await store.TryWriteAsync("x", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await store.TryWriteAsync("y", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await store.TryWriteAsync("x", "2"u8.ToArray(), x.Version, trial.Cancellation).ConfigureAwait(false);

        await one.UntilAsync("x", "y").ConfigureAwait(false);
        await other.UntilAsync("x", "y").ConfigureAwait(false);
    }

    private static async Task NothingFallsBetweenAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        for (var n = 0; n < 8; n++)
        {
            var key = $"flag-{n}";
            await using var watch = trial.Watch(store);
            var write = Task.Run(() => store.TryWriteAsync(key, "1"u8.ToArray(), 0, trial.Cancellation).AsTask(), trial.Cancellation);
            await watch.UntilAsync(key).ConfigureAwait(false);
            await write.ConfigureAwait(false);
        }
    }

    private static async Task HintAfterChangeAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await using var watch = trial.Watch(store);
        for (var n = 0; n < 4; n++)
        {
            var key = $"flag-{n}";
            watch.Ask();
            var write = Task.Run(() => store.TryWriteAsync(key, "1"u8.ToArray(), 0, trial.Cancellation).AsTask(), trial.Cancellation);
            await watch.UntilAsync(key).ConfigureAwait(false);
            Expect.Record(await store.ReadAsync(key, trial.Cancellation).ConfigureAwait(false), key, "1"u8);
            await write.ConfigureAwait(false);
        }
    }

    private static async Task EndsWhenCancelledAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await using var quiet = trial.Watch(store);
        await using var begun = trial.Watch(store);
        await begun.UntilAsync("a").ConfigureAwait(false);

        await begun.EndAsync().ConfigureAwait(false);
        await quiet.EndAsync().ConfigureAwait(false);

        // The store goes on for others.
        await using var next = trial.Watch(store);
        await next.UntilAsync("a").ConfigureAwait(false);
    }
}
