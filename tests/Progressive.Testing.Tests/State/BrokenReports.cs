using System.Collections.Concurrent;
using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenReports
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public static IEnumerable<BrokenStore> All =>
    [
        new("keeps the first report", "A report replaces the one before it and is read by every instance", static inner => new KeepsFirst(inner)),
        new("hands out one buffer for reports", "Keeps a copy of what was reported", static inner => new OneBuffer(inner)),
        new("stores no more than 1000 bytes", "Contents of reports have a limit that the error names", static inner => new Rereads(inner, static r => r.Select(static one => one with { Content = one.Content[..Math.Min(1_000, one.Content.Length)] }))),
        new("goes by a clock of another zone", "A fresh report is young", static inner => new Rereads(inner, static r => r.Select(static one => one with { Age = one.Age + s_hour }))),
        new("goes by a clock that is ahead", "A fresh report is young", static inner => new Rereads(inner, static r => r.Select(static one => one with { Age = one.Age - s_hour }))),
        new("retracts nothing", "A retracted report is gone", static inner => new RetractsNothing(inner)),
        new("writes names of processes in upper case", "Names of processes are compared ignoring case", static inner => new Rereads(inner, static r => r.Select(static one => one with { Boot = one.Boot.ToUpperInvariant() }))),
        new("writes reports as records", "Reports and leases wake no watcher", static inner => new AsRecords(inner)),
        new("logs reports", "Reports and leases change neither records nor log nor versions", static inner => new Logs(inner)),
        new("counts each report", "Ordinals grow and stay with their process", static inner => new Ordinals(inner, static (_, count, _) => count)),
        new("counts to 40", "Ordinals are unique when many processes report at once", static inner => new Ordinals(inner, static (ordinal, _, _) => Math.Min(ordinal, 40))),
        new("counts those that are there", "An ordinal is not given to another when its process has gone", static inner => new Ordinals(inner, static (_, _, present) => present)),
        new("sorts by name", "Reports come in the order of their ordinals", static inner => new Rereads(inner, static r => r.OrderBy(static one => one.Boot, StringComparer.Ordinal))),
        new("takes any number", "At most 1000 processes report to one scope", static inner => new TakesAll(inner)),
    ];

    private sealed class Rereads(SharedStateStore inner, Func<IEnumerable<ReplicaReport>, IEnumerable<ReplicaReport>> change) : PassingStore(inner)
    {
        protected override async ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken) =>
            [.. change(await Inner.ReadReportsAsync(cancellationToken))];
    }

    private sealed class KeepsFirst(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            var reports = await Inner.ReadReportsAsync(cancellationToken);
            return reports.FirstOrDefault(one => one.Boot == boot)?.Ordinal ?? await Inner.ReportAsync(boot, content, cancellationToken);
        }
    }

    private sealed class OneBuffer(SharedStateStore inner) : PassingStore(inner)
    {
        private readonly byte[] _buffer = new byte[3];

        protected override async ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken) =>
            [.. (await Inner.ReadReportsAsync(cancellationToken)).Select(one => one with { Content = _buffer })];

        protected override ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            content.CopyTo(_buffer);
            return Inner.ReportAsync(boot, content, cancellationToken);
        }
    }

    private sealed class RetractsNothing(SharedStateStore inner) : PassingStore(inner)
    {
        protected override ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class AsRecords(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            var current = (await Inner.ReadAsync(cancellationToken)).Records.GetValueOrDefault(boot);
            await Inner.TryWriteAsync(boot, content, current?.Version ?? 0, cancellationToken);
            return await Inner.ReportAsync(boot, content, cancellationToken);
        }
    }

    private sealed class Logs(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            await Inner.AppendAsync(new(DateTimeOffset.UnixEpoch, boot, content), cancellationToken);
            return await Inner.ReportAsync(boot, content, cancellationToken);
        }
    }

    /// <param name="inner">The store.</param>
    /// <param name="choose">The ordinal for a process, out of the right one, how many reports there were, and how many processes are there.</param>
    private sealed class Ordinals(SharedStateStore inner, Func<long, long, long, long> choose) : PassingStore(inner)
    {
        private readonly ConcurrentDictionary<string, byte> _present = new(StringComparer.Ordinal);
        private long _count;

        protected override async ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            _present[boot] = 0;
            return choose(await Inner.ReportAsync(boot, content, cancellationToken), Interlocked.Increment(ref _count), _present.Count);
        }

        protected override ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken)
        {
            _present.TryRemove(boot, out _);
            return Inner.RetractReportAsync(boot, cancellationToken);
        }
    }

    private sealed class TakesAll(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.ReportAsync(boot, content, cancellationToken);
            }
            catch (StateStoreException)
            {
                return MaxReplicas + 1;
            }
        }
    }
}
