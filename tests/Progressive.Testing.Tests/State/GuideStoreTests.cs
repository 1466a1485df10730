using System.Collections.Concurrent;
using Progressive.State;
using Snippets;

namespace Progressive.Testing.Tests.State;

/// <summary>The store of the guide keeps what the guide says that stores owe.</summary>
public sealed class GuideStoreTests
{
    private static readonly ConcurrentDictionary<string, Table> s_tables = new(StringComparer.Ordinal);
    private static readonly StateStoreConformance s_conformance =
        new((scope, _) => new(new TableStateStore(s_tables.GetOrAdd(scope, static _ => new()), new HurriedTime())), StateStoreReach.Machine);

    public static TheoryData<string> Promises => [.. s_conformance.Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string promise) => s_conformance.VerifyAsync(promise, TestContext.Current.CancellationToken);

    /// <summary>The store looks every second; here a second is soon over.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, dueTime / 50, period / 50);
    }

    private sealed class Table : ITable
    {
        private readonly InMemoryStateStore _rows = new();

        public async Task<StateReading> ReadAsync(CancellationToken cancellationToken) => await _rows.ReadAsync(cancellationToken);

        public async Task<StateRecord?> FindAsync(string key, CancellationToken cancellationToken) =>
            (await _rows.ReadAsync(key, cancellationToken)).Records.GetValueOrDefault(key);

        public async Task<long?> CompareAndSetAsync(string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            var result = await _rows.TryWriteAsync(key, content, expectedVersion, cancellationToken);
            return result.Succeeded ? result.Version : null;
        }

        public async Task AppendAsync(StateLogEntry entry, int capacity, CancellationToken cancellationToken) => await _rows.AppendAsync(entry, cancellationToken);

        public async Task<IReadOnlyList<StateLogEntry>> ReadLogAsync(int max, CancellationToken cancellationToken) => await _rows.ReadLogAsync(max, cancellationToken);
    }
}
