using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>A lease has one holder at a time, and nobody waits for ever for one whose holder is gone.</summary>
internal static class LeasePromises
{
    private static readonly TimeSpan s_long = SharedStateStore.MaxLeaseDuration;
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);

    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("One of many that ask at once gets a lease", OneOfManyAsync),
        new("A holder renews its lease and others are refused", RenewalAsync),
        new("A lease that is released is free at once", ReleaseAsync),
        new("A release by somebody else does nothing", StrangerAsync),
        new("A lease ends by itself", EndsAsync),
        new("A renewal counts from when it was asked for", RenewalCountsAsync),
        new("Leases of several names are independent", IndependentAsync),
        new("Names and owners of leases are compared ignoring case", NamesAsync),
    ];

    private static async Task OneOfManyAsync(Trial trial)
    {
        var stores = new[] { await trial.OpenSharedAsync().ConfigureAwait(false), await trial.OpenSharedAsync().ConfigureAwait(false) };
        for (var round = 0; round < 5; round++)
        {
            var got = await trial.ConcurrentlyAsync(20, n => AskAsync(stores[n % 2], trial, $"sweep-{round}", $"owner-{n}", s_long)).ConfigureAwait(false);
            Expect.Equal(1, got.Count(static has => has), "the number of owners that got the lease");
        }
    }

    private static async Task RenewalAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var other = await trial.OpenSharedAsync().ConfigureAwait(false);

        await ExpectAsync(true, store, trial, "sweep", "one", "a lease that nobody has").ConfigureAwait(false);
        await ExpectAsync(false, other, trial, "sweep", "two", "a lease that another has").ConfigureAwait(false);
        await ExpectAsync(true, other, trial, "sweep", "one", "a renewal by the holder").ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "sweep", "two", "a lease that another has renewed").ConfigureAwait(false);
    }

    private static async Task ReleaseAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var other = await trial.OpenSharedAsync().ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep", "one", "a lease that nobody has").ConfigureAwait(false);

        await other.ReleaseLeaseAsync("sweep", "one", trial.Cancellation).ConfigureAwait(false);

        await ExpectAsync(true, other, trial, "sweep", "two", "a lease that was released").ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "sweep", "one", "a lease that another got after the release").ConfigureAwait(false);
    }

    private static async Task StrangerAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep", "one", "a lease that nobody has").ConfigureAwait(false);

        await store.ReleaseLeaseAsync("sweep", "two", trial.Cancellation).ConfigureAwait(false);
        await store.ReleaseLeaseAsync("never", "two", trial.Cancellation).ConfigureAwait(false);

        await ExpectAsync(false, store, trial, "sweep", "two", "a lease that a stranger released").ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep", "one", "a renewal after a stranger released it").ConfigureAwait(false);
    }

    private static async Task EndsAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        Expect.That(await AskAsync(store, trial, "sweep", "one", s_short).ConfigureAwait(false), "a lease that nobody has to be given", "that it is refused");

        await UntilFreeAsync(store, trial, $"a lease of {s_short} to end").ConfigureAwait(false);

        await ExpectAsync(false, store, trial, "sweep", "one", "a lease that ended and that another has now").ConfigureAwait(false);
        await store.ReleaseLeaseAsync("sweep", "one", trial.Cancellation).ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "sweep", "one", "a lease that its former holder released").ConfigureAwait(false);
    }

    private static async Task RenewalCountsAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        Expect.That(await AskAsync(store, trial, "longer", "one", TimeSpan.FromMilliseconds(500)).ConfigureAwait(false), "a lease that nobody has to be given", "that it is refused");
        await ExpectAsync(true, store, trial, "longer", "one", "a renewal by the holder").ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep", "one", "a lease that nobody has").ConfigureAwait(false);
        Expect.That(await AskAsync(store, trial, "sweep", "one", s_short).ConfigureAwait(false), "a renewal by the holder to be given", "that it is refused");

        await UntilFreeAsync(store, trial, $"a lease renewed for {s_short} to end").ConfigureAwait(false);

        await trial.PauseAsync(700).ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "longer", "two", $"a lease of 0.5 s that was renewed for {s_long}").ConfigureAwait(false);
    }

    private static async Task IndependentAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);

        await ExpectAsync(true, store, trial, "sweep", "one", "a lease that nobody has").ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "publish", "two", "a lease of another name").ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep/eu", "three", "a lease of a longer name").ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "measure", "one", "a lease of another name, by one who holds some,").ConfigureAwait(false);
        await store.ReleaseLeaseAsync("sweep", "one", trial.Cancellation).ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "publish", "one", "a lease that another has").ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "measure", "two", "a lease whose holder released another").ConfigureAwait(false);
    }

    private static async Task NamesAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);

        await ExpectAsync(true, store, trial, "Sweep", "Web-1", "a lease that nobody has").ConfigureAwait(false);
        await ExpectAsync(false, store, trial, "sWEEP", "web-2", "a lease that another has, its name in other case,").ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep", "wEB-1", "a renewal by the holder in other case").ConfigureAwait(false);
        await store.ReleaseLeaseAsync("SWEEP", "WEB-1", trial.Cancellation).ConfigureAwait(false);
        await ExpectAsync(true, store, trial, "sweep", "web-2", "a lease that was released in other case").ConfigureAwait(false);
    }

    private static Task<bool> AskAsync(SharedStateStore store, Trial trial, string name, string owner, TimeSpan duration) =>
        store.TryLeaseAsync(name, owner, duration, trial.Cancellation).AsTask();

    private static async Task ExpectAsync(bool given, SharedStateStore store, Trial trial, string name, string owner, string what)
    {
        var has = await AskAsync(store, trial, name, owner, s_long).ConfigureAwait(false);
        Expect.That(has == given, $"{what} to be {(given ? "given" : "refused")}", has ? "that it is given" : "that it is refused");
    }

    /// <summary>Until a second owner has the lease <c>sweep</c>.</summary>
    private static async Task UntilFreeAsync(SharedStateStore store, Trial trial, string expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await AskAsync(store, trial, "sweep", "two", s_long).ConfigureAwait(false))
        {
            Expect.That(TimeProvider.System.GetElapsedTime(start) < trial.Patience, expected, $"that it is held after {trial.Patience}");
            await trial.PauseAsync(20).ConfigureAwait(false);
        }
    }
}
