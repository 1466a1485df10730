using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>Processes are counted as they come, and no number is given twice.</summary>
internal static class OrdinalPromises
{
    internal static IReadOnlyList<Promise> All { get; } =
    [
        new("Ordinals grow and stay with their process", GrowAsync),
        new("Ordinals are unique when many processes report at once", ConcurrentAsync),
        new("An ordinal is not given to another when its process has gone", NeverTwiceAsync),
        new("Reports come in the order of their ordinals", OrderAsync),
        new("At most 1000 processes report to one scope", MostAsync),
    ];

    private static async Task GrowAsync(Trial trial)
    {
        var stores = new[] { await trial.OpenSharedAsync().ConfigureAwait(false), await trial.OpenSharedAsync().ConfigureAwait(false) };
        var last = 0L;
        var given = new List<(string Boot, long Ordinal)>();
        for (var n = 0; n < 10; n++)
        {
            var boot = $"boot-{n}";
            var ordinal = await stores[n % 2].ReportAsync(boot, "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
            Expect.That(ordinal > last, $"an ordinal above {last} for a new process", $"{ordinal}");
            last = ordinal;
            given.Add((boot, ordinal));
        }

        foreach (var (boot, ordinal) in given)
        {
            foreach (var store in stores)
            {
                Expect.Equal(ordinal, await store.ReportAsync(boot, "2"u8.ToArray(), trial.Cancellation).ConfigureAwait(false), $"the ordinal of '{boot}', which has reported before,");
            }
        }

        foreach (var report in await stores[0].ReadReportsAsync(trial.Cancellation).ConfigureAwait(false))
        {
            Expect.Equal(given.Single(one => one.Boot == report.Boot).Ordinal, report.Ordinal, $"the ordinal in the report of '{report.Boot}'");
        }
    }

    private static async Task ConcurrentAsync(Trial trial)
    {
        var stores = new[] { await trial.OpenSharedAsync().ConfigureAwait(false), await trial.OpenSharedAsync().ConfigureAwait(false) };
        const int Processes = 50;

        var first = await trial.ConcurrentlyAsync(Processes, ReportAsync).ConfigureAwait(false);
        var second = await trial.ConcurrentlyAsync(Processes, ReportAsync).ConfigureAwait(false);
        var reports = await stores[0].ReadReportsAsync(trial.Cancellation).ConfigureAwait(false);

        Expect.Equal(Processes, first.Distinct().Count(), "the number of ordinals that differ");
        Expect.That(first.Min() > 0, "ordinals above 0", $"{first.Min()}");
        Expect.Equal(Processes, reports.Count, "the number of reports");
        for (var n = 0; n < Processes; n++)
        {
            Expect.Equal(first[n], second[n], $"the ordinal of 'boot-{n}', which has reported before,");
            Expect.Equal(first[n], reports.Single(report => report.Boot == $"boot-{n}").Ordinal, $"the ordinal in the report of 'boot-{n}'");
        }

        Task<long> ReportAsync(int n) => stores[n % 2].ReportAsync($"boot-{n}", new byte[n], trial.Cancellation).AsTask();
    }

    private static async Task NeverTwiceAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        var one = await store.ReportAsync("one", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        var two = await store.ReportAsync("two", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);

        await store.RetractReportAsync("two", trial.Cancellation).ConfigureAwait(false);
        await store.RetractReportAsync("one", trial.Cancellation).ConfigureAwait(false);
        var three = await store.ReportAsync("three", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        var again = await store.ReportAsync("one", "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);

        Expect.That(three > two, $"an ordinal above {two}, which was given to a process that has gone", $"{three}");
        Expect.That(again == one || again > three, $"the ordinal {one} that the process had, or one above {three}", $"{again}");
    }

    private static async Task OrderAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        string[] boots = ["m", "z", "a", "10", "9", "b"];
        foreach (var boot in boots)
        {
            await store.ReportAsync(boot, "1"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        }

        await store.ReportAsync("m", "2"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);

        var reports = await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false);
        Expect.Same(boots, reports.Select(static report => report.Boot), "the processes in the order of the reports");
    }

    private static async Task MostAsync(Trial trial)
    {
        var store = await trial.OpenSharedAsync().ConfigureAwait(false);
        await Parallel.ForAsync(0, SharedStateStore.MaxReplicas, trial.Cancellation, async (n, cancellation) =>
            await store.ReportAsync($"boot-{n}", "1"u8.ToArray(), cancellation).ConfigureAwait(false)).ConfigureAwait(false);

        Expect.Equal(SharedStateStore.MaxReplicas, (await store.ReadReportsAsync(trial.Cancellation).ConfigureAwait(false)).Count, "the number of reports");
        await Expect.ThrowsAsync<StateStoreException>(ReportOneMoreAsync, "a report of one process more").ConfigureAwait(false);
        await store.ReportAsync("boot-7", "2"u8.ToArray(), trial.Cancellation).ConfigureAwait(false);
        await store.RetractReportAsync("boot-8", trial.Cancellation).ConfigureAwait(false);
        await ReportOneMoreAsync().ConfigureAwait(false);

        Task ReportOneMoreAsync() => store.ReportAsync("one-more", "1"u8.ToArray(), trial.Cancellation).AsTask();
    }
}
