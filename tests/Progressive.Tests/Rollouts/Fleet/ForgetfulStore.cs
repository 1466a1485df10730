using System.Collections.Immutable;
using Progressive.State;

namespace Progressive.Tests.Rollouts.Fleet;

/// <summary>A store that processes share and that loses what it had when it is told to: all of it, or what was written since a copy was made.</summary>
internal sealed class ForgetfulStore : StateStore
{
    private readonly Lock _sync = new();
    private readonly KeyWatchers _watchers = new();
    private Content _content = new("life 1", 0, ImmutableDictionary<string, StateRecord>.Empty);
    private int _lives = 1;
    private long _last;

    public Exception? Fault { get; set; }

    public int Writes { get; private set; }

    public override string Description => "a store that forgets";

    public override bool IsShared => true;

    public Content Copy()
    {
        lock (_sync)
        {
            return _content;
        }
    }

    /// <summary>A copy is put back. No hint tells of it.</summary>
    public void PutBack(Content copy)
    {
        lock (_sync)
        {
            (_content, _last) = (copy, Math.Max(_last, copy.Version));
        }
    }

    /// <summary>Everything is gone. No hint tells of it.</summary>
    public void Forget() => PutBack(new($"life {++_lives}", 0, ImmutableDictionary<string, StateRecord>.Empty));

    protected override ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
    {
        ThrowIfFaulty();
        var content = Copy();
        return ValueTask.FromResult(new StateReading(content.Generation, content.Version, content.Records.Values));
    }

    protected override ValueTask<StateWriteResult> TryWriteAsyncCore(string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        ThrowIfFaulty();
        lock (_sync)
        {
            var current = _content.Records.GetValueOrDefault(key);
            if ((current?.Version ?? 0) != expectedVersion)
            {
                return ValueTask.FromResult(StateWriteResult.Conflict(current));
            }

            // As stores do by their clock: no version comes twice, whatever was put back.
            _last++;
            Writes++;
            _content = _content with { Version = _last, Records = _content.Records.SetItem(key, new StateRecord(key, _last, content)) };
        }

        _watchers.Publish([key]);
        return ValueTask.FromResult(StateWriteResult.Written(_last));
    }

    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) =>
        _watchers.WatchAsync(() => ValueTask.FromResult<IEnumerable<string>>([.. Copy().Records.Keys]), cancellationToken);

    protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void ThrowIfFaulty()
    {
        if (Fault is not null)
        {
            throw Fault;
        }
    }

    internal sealed record Content(string Generation, long Version, ImmutableDictionary<string, StateRecord> Records);
}
