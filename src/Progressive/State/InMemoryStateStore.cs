namespace Progressive.State;

/// <summary>Keeps state for the life of this process: the default. After a restart every rollout starts again.</summary>
public sealed class InMemoryStateStore : StateStore
{
    private readonly Lock _sync = new();
    private readonly KeyWatchers _watchers = new();
    private volatile StateImage _image = StateImage.CreateEmpty();

    /// <inheritdoc />
    public override string Description => "memory";

    /// <inheritdoc />
    public override bool IsShared => false;

    /// <inheritdoc />
    protected override ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) => new(_image.ToReading());

    /// <inheritdoc />
    protected override ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        StateWriteResult result;
        lock (_sync)
        {
            _image = _image.Write(key, content, expectedVersion, out result);
        }

        if (result.Succeeded)
        {
            _watchers.Publish([key]);
        }

        return new(result);
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) =>
        _watchers.WatchAsync(() => new(_image.Records.Keys), cancellationToken);

    /// <inheritdoc />
    protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            _image = _image.Append(entry);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) => new(_image.Newest(max));
}
