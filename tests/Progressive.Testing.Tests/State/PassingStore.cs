using Progressive.State;

namespace Progressive.Testing.Tests.State;

/// <summary>Hands everything to another store; what is derived from it breaks one thing.</summary>
internal class PassingStore(SharedStateStore inner) : SharedStateStore
{
    public override string Description => inner.Description;

    protected SharedStateStore Inner => inner;

    protected override ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

    protected override ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

    protected override ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken) =>
        inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);

    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => inner.WatchAsync(cancellationToken);

    protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) => inner.AppendAsync(entry, cancellationToken);

    protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) => inner.ReadLogAsync(max, cancellationToken);

    protected override ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.ReportAsync(boot, content, cancellationToken);

    protected override ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken) => inner.ReadReportsAsync(cancellationToken);

    protected override ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken) => inner.RetractReportAsync(boot, cancellationToken);

    protected override ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        inner.TryLeaseAsync(name, owner, duration, cancellationToken);

    protected override ValueTask ReleaseLeaseAsyncCore(string name, string owner, CancellationToken cancellationToken) =>
        inner.ReleaseLeaseAsync(name, owner, cancellationToken);
}
