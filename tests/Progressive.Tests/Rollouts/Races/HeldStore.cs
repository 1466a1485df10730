using Progressive.State;

namespace Progressive.Tests.Rollouts.Races;

/// <summary>A store in memory whose writes wait where they are told to: before they happen, or after, when only the answer is late.</summary>
internal sealed class HeldStore : StateStore
{
    private readonly InMemoryStateStore _store = new();
    private readonly Lock _gate = new();
    private readonly List<Hold> _holds = [];

    public override string Description => "a store that is held";

    public override bool IsShared => false;

    /// <summary>Writes that have been asked for so far.</summary>
    public int Writes { get; private set; }

    /// <summary>Whether reading waits for ever.</summary>
    public TaskCompletionSource? Reading { get; set; }

    /// <summary>Holds the next write of a key.</summary>
    public Hold HoldNext(string key, bool afterwards = false)
    {
        var hold = new Hold(key, afterwards, isForAll: false);
        lock (_gate)
        {
            _holds.Add(hold);
        }

        return hold;
    }

    /// <summary>Holds every write of a key from here on, until <see cref="Hold.Release"/>.</summary>
    public Hold HoldAll(string key)
    {
        var hold = new Hold(key, isAfterwards: false, isForAll: true);
        lock (_gate)
        {
            _holds.Add(hold);
        }

        return hold;
    }

    protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
    {
        if (Reading is { } reading)
        {
            await reading.Task.WaitAsync(cancellationToken);
        }

        return await _store.ReadAsync(cancellationToken);
    }

    // Deliberately deaf to the token: what a store has begun, it may finish whatever its caller thinks by then.
    protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        Hold? hold;
        lock (_gate)
        {
            Writes++;
            hold = _holds.FirstOrDefault(h => h.Key == key);
            if (hold is { IsForAll: false })
            {
                _holds.Remove(hold);
            }
        }

        if (hold is { IsAfterwards: false })
        {
            await hold.WaitAsync();
        }

        var result = await _store.TryWriteAsync(key, content, expectedVersion, CancellationToken.None);
        if (hold is { IsAfterwards: true })
        {
            await hold.WaitAsync();
        }

        return result;
    }

    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => _store.WatchAsync(cancellationToken);

    protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) => _store.AppendAsync(entry, cancellationToken);

    protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) =>
        _store.ReadLogAsync(max, cancellationToken);

    internal sealed class Hold(string key, bool isAfterwards, bool isForAll)
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new();

        public string Key => key;

        public bool IsAfterwards => isAfterwards;

        public bool IsForAll => isForAll;

        /// <summary>Whether a write has come.</summary>
        public bool HasArrived => _arrived.Task.IsCompleted;

        public Task WaitAsync()
        {
            _arrived.TrySetResult();
            return _released.Task;
        }

        /// <summary>Lets the write go on; what waits for it goes on in this thread.</summary>
        public void Release() => _released.TrySetResult();
    }
}
