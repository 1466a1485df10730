using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>What a store says of itself, that it keeps scopes apart, and how it ends.</summary>
internal static class ScopePromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("Says what it is", SaysWhatItIsAsync),
        new("Scopes do not see one another", ScopesAsync),
        new("May be disposed twice, with a watch going on, and others go on", DisposalAsync),
    ];

    private static async Task SaysWhatItIsAsync(Trial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);

        Expect.That(!string.IsNullOrWhiteSpace(store.Description), "a description", $"'{store.Description}'");
        Expect.Equal(trial.Reach == StateStoreReach.Replicas, store.IsShared, $"{nameof(StateStore.IsShared)}, the reach being {trial.Reach},");
        Expect.That(store.Notice is null or { Length: > 0 }, "a notice or null", "an empty text");
    }

    private static async Task ScopesAsync(Trial trial)
    {
        var mine = await trial.OpenAsync().ConfigureAwait(false);
        var others = await trial.OpenElsewhereAsync().ConfigureAwait(false);
        await using var watch = trial.Watch(others);
        watch.Ask();

        await mine.TryWriteAsync("a", "mine"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await mine.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", "mine"u8.ToArray()), trial.Cancellation).ConfigureAwait(false);

        var reading = await others.ReadAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Same([], reading.Records.Keys, "the records of the other scope");
        Expect.Equal(0, reading.Version, "the version of the other scope");
        Expect.Equal(0, (await others.ReadLogAsync(10, trial.Cancellation).ConfigureAwait(false)).Count, "the number of log entries of the other scope");

        Expect.Written(await others.TryWriteAsync("b", "other"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false), "a record of the other scope");
        Expect.Equal("b", await watch.NextAsync("a hint of 'b', which is the other scope's").ConfigureAwait(false), "the first hint of the other scope");
        Expect.Written(await others.TryWriteAsync("a", "other"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false), "a record that only the first scope has");
        Expect.Record(await mine.ReadAsync(trial.Cancellation).ConfigureAwait(false), "a", "mine"u8);
    }

    private static async Task DisposalAsync(Trial trial)
    {
        var leaving = await trial.OpenAsync().ConfigureAwait(false);
        await leaving.TryWriteAsync("a", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var staying = trial.Reach == StateStoreReach.Instance ? await trial.OpenElsewhereAsync().ConfigureAwait(false) : await trial.OpenAsync().ConfigureAwait(false);
        await using var other = trial.Watch(staying);
        other.Ask();
        await using (var watch = trial.Watch(leaving))
        {
            await watch.UntilAsync("a").ConfigureAwait(false);
            watch.Ask();
            await DisposeAsync("the disposal").ConfigureAwait(false);
            await DisposeAsync("a second disposal").ConfigureAwait(false);
        }

        const string Write = "a write by an instance that was not disposed";
        Expect.Written(await Expect.NoErrorAsync(() => staying.TryWriteAsync("b", "1"u8.ToArray(), 0, trial.Cancellation).AsTask(), Write).ConfigureAwait(false), Write);
        await other.UntilAsync("b").ConfigureAwait(false);
        if (trial.Reach != StateStoreReach.Instance)
        {
            Expect.Record(await staying.ReadAsync(trial.Cancellation).ConfigureAwait(false), "a", "1"u8);
        }

        Task DisposeAsync(string which) => Expect.NoErrorAsync(() => trial.WaitAsync(Task.Run(DisposeLeavingAsync), $"{which} to end"), which);

        async Task<bool> DisposeLeavingAsync()
        {
            await Trial.DisposeAsync(leaving).ConfigureAwait(false);
            return true;
        }
    }
}
