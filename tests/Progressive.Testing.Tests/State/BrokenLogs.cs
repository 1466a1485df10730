using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenLogs
{
    public static IEnumerable<BrokenStore> All =>
    [
        new("forgets to trim", "The log keeps order and drops the oldest", static inner => new Own(inner)),
        new("has a log for each instance", "The log is common to all instances", static inner => new Own(inner)),
        new("orders by time", "The log keeps order and drops the oldest", static inner => new Reordered(inner, static log => log.OrderBy(static entry => entry.At))),
        new("keeps microseconds", "The log keeps order and drops the oldest", static inner => new Reordered(inner, static log => log.Select(Rounded))),
        new("keeps one of those that come at once", "The log keeps every one of many entries that come at once", Busy()),
        new("writes entries as records", "The log keeps records as they are", static inner => new AsRecords(inner)),
    ];

    private static StateLogEntry Rounded(StateLogEntry entry) => entry with { At = new(entry.At.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero) };

    private static Func<SharedStateStore, SharedStateStore> Busy()
    {
        var meeting = new Rendezvous();
        return inner => new KeepsOne(inner, meeting);
    }

    private sealed class Own(SharedStateStore inner) : PassingStore(inner)
    {
        private readonly List<StateLogEntry> _log = [];

        protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken)
        {
            _log.Add(entry);
            return ValueTask.CompletedTask;
        }

        protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) => new([.. _log.TakeLast(max)]);
    }

    private sealed class Reordered(SharedStateStore inner, Func<IEnumerable<StateLogEntry>, IEnumerable<StateLogEntry>> change) : PassingStore(inner)
    {
        protected override async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) =>
            [.. change(await Inner.ReadLogAsync(max, cancellationToken))];
    }

    private sealed class KeepsOne(SharedStateStore inner, Rendezvous meeting) : PassingStore(inner)
    {
        private int _running;

        protected override async ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken)
        {
            var isAlone = Interlocked.Increment(ref _running) == 1;
            await meeting.ArriveAsync().WaitAsync(cancellationToken);
            if (isAlone)
            {
                await Inner.AppendAsync(entry, cancellationToken);
            }

            Interlocked.Decrement(ref _running);
        }
    }

    private sealed class AsRecords(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken)
        {
            await Inner.AppendAsync(entry, cancellationToken);
            await Inner.TryWriteAsync($"log/{entry.Key}", entry.Content, 0, cancellationToken);
        }
    }
}
