using System.Text;
using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>What processes say of themselves, and that it disturbs nobody.</summary>
internal static class ReportPromises
{
    /// <summary>For the time between two looks at a clock of another machine.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(5);

    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("A report replaces the one before it and is read by every instance", ReplacesAsync),
        new("Keeps a copy of what was reported", KeepsCopyAsync),
        new("Contents of reports have a limit that the error names", LargeReportsAsync),
        new("A fresh report is young", FreshAsync),
        new("A retracted report is gone", RetractedAsync),
        new("Names of processes are compared ignoring case", NamesAsync),
        new("Reports and leases of another scope are not seen", OtherScopeAsync),
        new("Reports and leases wake no watcher", WakesNobodyAsync),
        new("Reports and leases change neither records nor log nor versions", ChangesNothingAsync),
    ];

    private static async Task ReplacesAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var other = await trial.OpenSharedAsync().ConfigureAwait(false);
        Expect.Same([], await SaidAsync(store, trial).ConfigureAwait(false), "the reports of a scope to which nobody has reported");

        await store.ReportAsync("one", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await other.ReportAsync("two", "2"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await other.ReportAsync("one", ReadOnlyMemory<byte>.Empty, trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["one ", "two 2"], await SaidAsync(store, trial).ConfigureAwait(false), "the reports");

        await store.ReportAsync("one", new byte[] { 0, 10, 255 }, trial.Cancellation).ConfigureAwait(false);
        var reports = await other.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["one", "two"], reports.Select(static report => report.Boot), "the processes that reported");
        Expect.Content([0, 10, 255], reports[0].Content, "the report of 'one'");
    }

    private static async Task KeepsCopyAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        byte[] content = [1, 2, 3];

        await store.ReportAsync("one", content, trial.Cancellation).ConfigureAwait(false);
        content[0] = 9;
        var before = await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false);
        await store.ReportAsync("one", new byte[] { 4, 5, 6 }, trial.Cancellation).ConfigureAwait(false);

        Expect.Equal(1, before.Count, "the number of reports");
        Expect.Content([1, 2, 3], before[0].Content, "the report that was read before the next");
    }

    private static async Task LargeReportsAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var largest = new byte[SharedStateStore.MaxReportBytes];
        largest.AsSpan().Fill(0xe5);

        await store.ReportAsync("one", largest, trial.Cancellation).ConfigureAwait(false);
        await Expect.RefusedAsync(
            ArgumentPromises.ContentTooLarge,
            "The content of report 'one' has 65537 bytes; the limit is 65536.",
            () => store.ReportAsync("one", new byte[SharedStateStore.MaxReportBytes + 1], trial.Cancellation).AsTask(),
            "a report of too much").ConfigureAwait(false);

        var reports = await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Equal(1, reports.Count, "the number of reports");
        Expect.Content(largest, reports[0].Content, "the report");
    }

    private static async Task FreshAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var start = TimeProvider.System.GetTimestamp();
        for (var n = 0; n < 3; n++)
        {
            await store.ReportAsync("one", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
            var age = (await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false))[0].Age;
            var most = TimeProvider.System.GetElapsedTime(start) + s_slack;
            Expect.That(age >= TimeSpan.Zero && age <= most, $"the age of a report just made to be between zero and {most}", $"{age}");
        }
    }

    private static async Task RetractedAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        await store.ReportAsync("one", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await store.ReportAsync("two", "2"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);

        await store.RetractReportAsync("One", trial.Cancellation).ConfigureAwait(false);
        await store.RetractReportAsync("one", trial.Cancellation).ConfigureAwait(false);
        await store.RetractReportAsync("never", trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["two 2"], await SaidAsync(store, trial).ConfigureAwait(false), "the reports after 'one' was retracted");

        await store.ReportAsync("one", "3"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["one 3", "two 2"], (await SaidAsync(store, trial).ConfigureAwait(false)).Order(StringComparer.Ordinal), "the reports after 'one' reported again");
    }

    private static async Task NamesAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);

        var first = await store.ReportAsync("Web-1", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        var second = await store.ReportAsync("wEB-1", "2"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);

        Expect.Equal(first, second, "the ordinal of the process");
        Expect.Same(["web-1 2"], await SaidAsync(store, trial).ConfigureAwait(false), "the reports");
    }

    private static async Task OtherScopeAsync(Trial trial)
    {
        var mine = await trial.OpenSharedAsync().ConfigureAwait(false);
        var other = await trial.OpenSharedElsewhereAsync().ConfigureAwait(false);

        await mine.ReportAsync("one", "mine"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await mine.TryLeaseAsync("sweep", "one", SharedStateStore.MaxLeaseDuration, trial.Cancellation).ConfigureAwait(false);

        Expect.Same([], await SaidAsync(other, trial).ConfigureAwait(false), "the reports of the other scope");
        Expect.That(
            await other.TryLeaseAsync("sweep", "two", SharedStateStore.MaxLeaseDuration, trial.Cancellation).ConfigureAwait(false),
            "a lease of the other scope to be free",
            "that it is held");
        await other.ReportAsync("one", "other"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await other.RetractReportAsync("one", trial.Cancellation).ConfigureAwait(false);
        Expect.Same(["one mine"], await SaidAsync(mine, trial).ConfigureAwait(false), "the reports of the first scope");
    }

    private static async Task WakesNobodyAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        await store.TryWriteAsync("one", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        await using var watch = trial.Watch(store);
        var heard = "";
        for (var round = 0; round < 3; round++)
        {
            // A hint may come for no reason, as when a watch has just connected. One that comes each time has a reason.
            await store.TryWriteAsync($"round-{round}", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
            await watch.UntilAsync($"round-{round}").ConfigureAwait(false);
            watch.Ask();
            for (var n = 0; n < 5; n++)
            {
                await store.ReportAsync("one", new[] { (byte)n }, trial.Cancellation).ConfigureAwait(false);
                await store.TryLeaseAsync("one", "one", SharedStateStore.MaxLeaseDuration, trial.Cancellation).ConfigureAwait(false);
            }

            await store.RetractReportAsync("one", trial.Cancellation).ConfigureAwait(false);
            await store.ReleaseLeaseAsync("one", "one", trial.Cancellation).ConfigureAwait(false);
            await trial.PauseAsync(50).ConfigureAwait(false);
            if (!watch.IsAwake)
            {
                return;
            }

            heard = await watch.NextAsync("a hint that has come").ConfigureAwait(false);
        }

        throw new ExpectationException("no hint of a report or a lease", $"each time one of '{heard}' or another");
    }

    private static async Task ChangesNothingAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var written = await store.TryWriteAsync("one", "1"u8.ToArray(), 0, trial.Cancellation).ConfigureAwait(false);
        var before = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);

        await store.ReportAsync("one", "report"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await store.ReportAsync("two", "report"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await store.TryLeaseAsync("one", "one", SharedStateStore.MaxLeaseDuration, trial.Cancellation).ConfigureAwait(false);
        await AgreeAsync("reports and a lease").ConfigureAwait(false);
        await store.RetractReportAsync("one", trial.Cancellation).ConfigureAwait(false);
        await store.ReleaseLeaseAsync("one", "one", trial.Cancellation).ConfigureAwait(false);
        await AgreeAsync("they were taken back").ConfigureAwait(false);

        async Task AgreeAsync(string what)
        {
            var after = await store.ReadAsync(trial.Cancellation).ConfigureAwait(false);
            Expect.Same(["one"], after.Records.Keys, $"the records after {what}");
            Expect.Equal(written.Version, Expect.Record(after, "one", "1"u8).Version, $"the version of the record after {what}");
            Expect.Equal(before.Version, after.Version, $"the version of the store after {what}");
            Expect.Equal(before.Generation, after.Generation, $"the generation after {what}");
            Expect.Equal(0, (await store.ReadLogAsync(10, trial.Cancellation).ConfigureAwait(false)).Count, $"the number of log entries after {what}");
        }
    }

    private static async Task<IEnumerable<string>> SaidAsync(SharedStateStore store, Trial trial) =>
        (await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false)).Select(static report => $"{report.Boot} {Encoding.UTF8.GetString(report.Content.Span)}");
}
