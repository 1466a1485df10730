using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>Versions grow and never come again, and the generation says whose versions they are.</summary>
internal static class VersionPromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("Versions of a key only grow and none comes twice", VersionsGrowAsync),
        new("The version of the store grows with every change and with nothing else", StoreVersionAsync),
        new("The generation stays", GenerationStaysAsync),
    ];

    private static async Task VersionsGrowAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var versions = new List<long> { 0 };
        for (var n = 0; n < 20; n++)
        {
            // The same contents come again, and so they do not say which write it was.
            var content = new[] { (byte)(n % 2) };
            var result = await store.TryWriteAsync("a", content, versions[^1], trial.Cancellation).ConfigureAwait(false);
            Expect.Written(result, "a record at the version that was read");
            Expect.That(result.Version > versions[^1], $"a version above {versions[^1]}", $"{result.Version}");
            versions.Add(result.Version);
            await store.TryWriteAsync("b", content, n == 0 ? 0 : await VersionOfAsync("b").ConfigureAwait(false), trial.Cancellation).ConfigureAwait(false);
        }

        foreach (var old in versions.SkipLast(1))
        {
            var result = await store.TryWriteAsync("a", "lost"u8.ToArray(), old, trial.Cancellation).ConfigureAwait(false);
            Expect.Conflict(result, versions[^1], [1], $"a write at version {old}, which was overwritten,");
        }

        async Task<long> VersionOfAsync(string key) => (await store.ReadAsync(key, trial.Cancellation).ConfigureAwait(false)).Records[key].Version;
    }

    private static async Task StoreVersionAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var before = 0L;

        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await GrewAsync("a record was created").ConfigureAwait(false);
        await store.TryWriteAsync("a", "1"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        await GrewAsync("a record was written with the same content").ConfigureAwait(false);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", "1"u8.ToArray()), trial.Cancellation).ConfigureAwait(false);
        await GrewAsync("an entry was added to the log").ConfigureAwait(false);

        await store.TryWriteAsync("a", "lost"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        await store.ReadLogAsync(1, trial.Cancellation).ConfigureAwait(false);
        await store.ReadAsync("a", trial.Cancellation).ConfigureAwait(false);
        Expect.Equal(before, await VersionAsync().ConfigureAwait(false), "the version of the store after a conflict and readings");

        async Task GrewAsync(string why)
        {
            var after = await VersionAsync().ConfigureAwait(false);
            Expect.That(after > before, $"a version of the store above {before} after {why}", $"{after}");
            before = after;
        }

        async Task<long> VersionAsync() => (await store.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Version;
    }

    private static async Task GenerationStaysAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var generation = (await store.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Generation;

        await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, trial.Cancellation).ConfigureAwait(false);
        await store.TryWriteAsync("b", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", "1"u8.ToArray()), trial.Cancellation).ConfigureAwait(false);
        await StaysAsync(store, "of the store").ConfigureAwait(false);

        if (trial.Reach != StateStoreReach.Instance)
        {
            await StaysAsync(await trial.OpenAsync().ConfigureAwait(false), "that another instance reads").ConfigureAwait(false);
        }

        async Task StaysAsync(StateStore reader, string which)
        {
            Expect.Equal(generation, (await reader.ReadAsync(trial.Cancellation).ConfigureAwait(false)).Generation, $"the generation {which}");
            Expect.Equal(generation, (await reader.ReadAsync("a", trial.Cancellation).ConfigureAwait(false)).Generation, $"the generation {which}, reading one record,");
        }
    }
}
