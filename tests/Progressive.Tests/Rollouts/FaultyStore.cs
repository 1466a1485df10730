using Progressive.State;

namespace Progressive.Tests.Rollouts;

/// <summary>A store in memory that fails while it is told to.</summary>
internal sealed class FaultyStore : StateStore
{
    private readonly InMemoryStateStore _store = new();

    public Exception? Fault { get; set; }

    public override string Description => "a store that fails";

    public override bool IsShared => false;

    protected override ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) =>
        Fault is null ? _store.ReadAsync(cancellationToken) : throw Fault;

    protected override ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken) =>
        Fault is null ? _store.TryWriteAsync(key, content, expectedVersion, cancellationToken) : throw Fault;

    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => _store.WatchAsync(cancellationToken);

    protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) =>
        Fault is null ? _store.AppendAsync(entry, cancellationToken) : throw Fault;

    protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) =>
        _store.ReadLogAsync(max, cancellationToken);
}
