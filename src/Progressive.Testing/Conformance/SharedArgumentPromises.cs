using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>What is not valid about reports and leases is refused with what is wrong, and what is cancelled is not begun.</summary>
internal static class SharedArgumentPromises
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1);

    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("A name of a process or a lease out of the alphabet is refused by name", BadNamesAsync),
        new("Senseless durations of leases are refused", SenselessDurationsAsync),
        new("A cancelled token stops every call about reports and leases", CancelledAsync),
    ];

    private static async Task BadNamesAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        foreach (var name in ArgumentPromises.BadKeys)
        {
            await RefusedAsync(() => store.ReportAsync(name, "1"u8.ToArray(), trial.Cancellation).AsTask(), "a report").ConfigureAwait(false);
            await RefusedAsync(() => store.RetractReportAsync(name, trial.Cancellation).AsTask(), "a retraction").ConfigureAwait(false);
            await RefusedAsync(() => store.TryLeaseAsync(name, "one", s_duration, trial.Cancellation).AsTask(), "a lease").ConfigureAwait(false);
            await RefusedAsync(() => store.TryLeaseAsync("sweep", name, s_duration, trial.Cancellation).AsTask(), "a lease for an owner").ConfigureAwait(false);
            await RefusedAsync(() => store.ReleaseLeaseAsync(name, "one", trial.Cancellation).AsTask(), "a release").ConfigureAwait(false);
            await RefusedAsync(() => store.ReleaseLeaseAsync("sweep", name, trial.Cancellation).AsTask(), "a release by an owner").ConfigureAwait(false);

            Task RefusedAsync(Func<Task> call, string what) => Expect.RefusedAsync(ArgumentPromises.KeyInvalid, $"State key '{name}'", call, $"{what} of '{name}'");
        }

        await Expect.ThrowsAsync<ArgumentNullException>(() => store.ReportAsync(null!, "1"u8.ToArray(), trial.Cancellation).AsTask(), "a report without a process").ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentNullException>(() => store.TryLeaseAsync("sweep", null!, s_duration, trial.Cancellation).AsTask(), "a lease without an owner").ConfigureAwait(false);
        Expect.Equal(0, (await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false)).Count, "the number of reports");
    }

    private static async Task SenselessDurationsAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        foreach (var duration in new[] { TimeSpan.Zero, -s_duration, SharedStateStore.MaxLeaseDuration + TimeSpan.FromTicks(1) })
        {
            await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
                () => store.TryLeaseAsync("sweep", "one", duration, trial.Cancellation).AsTask(), $"a lease of {duration}").ConfigureAwait(false);
        }

        Expect.That(
            await store.TryLeaseAsync("sweep", "two", SharedStateStore.MaxLeaseDuration, trial.Cancellation).ConfigureAwait(false),
            "a lease that nobody could get to be free",
            "that it is held");
    }

    private static async Task CancelledAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        await store.ReportAsync("one", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await store.TryLeaseAsync("held", "one", SharedStateStore.MaxLeaseDuration, trial.Cancellation).ConfigureAwait(false);
        var cancelled = new CancellationToken(canceled: true);

        await StopsAsync(() => store.ReportAsync("two", "2"u8.ToArray(), cancelled).AsTask(), "a report").ConfigureAwait(false);
        await StopsAsync(() => store.ReadReportsAsync(cancelled).AsTask(), "a reading of the reports").ConfigureAwait(false);
        await StopsAsync(() => store.RetractReportAsync("one", cancelled).AsTask(), "a retraction").ConfigureAwait(false);
        await StopsAsync(() => store.TryLeaseAsync("free", "one", SharedStateStore.MaxLeaseDuration, cancelled).AsTask(), "a lease").ConfigureAwait(false);
        await StopsAsync(() => store.ReleaseLeaseAsync("held", "one", cancelled).AsTask(), "a release").ConfigureAwait(false);

        var reports = await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["one"], reports.Select(static report => report.Boot), "the processes that reported");
        Expect.That(await store.TryLeaseAsync("free", "two", s_duration, trial.Cancellation).ConfigureAwait(false), "a lease that was asked for with a cancelled token to be free", "that it is held");
        Expect.That(!await store.TryLeaseAsync("held", "two", s_duration, trial.Cancellation).ConfigureAwait(false), "a lease that was released with a cancelled token to be held", "that it is free");

        static Task StopsAsync(Func<Task> call, string what) => Expect.ThrowsAsync<OperationCanceledException>(call, $"{what} with a cancelled token");
    }
}
