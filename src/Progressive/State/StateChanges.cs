namespace Progressive.State;

/// <summary>
/// Changes that wait for the disk. One write runs at a time, and takes every change that waits when it begins: what comes meanwhile is written together by
/// the next one, so that a thousand changes at once cost two waits for the disk and not a thousand.
/// </summary>
/// <param name="write">Takes what waits and writes it; it throws nothing, but tells each change how it ended.</param>
internal sealed class StateChanges(Func<Task> write)
{
    private readonly Lock _gate = new();
    private List<StateChange> _waiting = [];
    private bool _isWriting;

    /// <summary>Adds a change; the task completes after the write that contains it.</summary>
    public async Task AddAsync(Func<StateImage, StateImage> change, CancellationToken cancellationToken)
    {
        var added = new StateChange(change);
        bool begins;
        lock (_gate)
        {
            _waiting.Add(added);
            begins = !_isWriting;
            _isWriting = true;
        }

        if (begins)
        {
            // Disk calls block, so never on the caller's thread; and without the context of one caller, as the write is everybody's.
            ThreadPool.UnsafeQueueUserWorkItem(static changes => _ = changes.WriteAsync(), this, preferLocal: false);
        }

        await using var cancelling = cancellationToken.UnsafeRegister(static (state, token) => ((StateChange)state!).Cancel(token), added).ConfigureAwait(false);
        await added.Done.ConfigureAwait(false);
    }

    /// <summary>The changes that wait, in the order they came; they cannot be cancelled from here on.</summary>
    public IReadOnlyList<StateChange> Take()
    {
        List<StateChange> taken;
        lock (_gate)
        {
            (taken, _waiting) = (_waiting, []);
        }

        taken.RemoveAll(static change => !change.TryTake());
        return taken;
    }

    private async Task WriteAsync()
    {
        do
        {
            await write().ConfigureAwait(false);
        }
        while (HasMore());
    }

    private bool HasMore()
    {
        lock (_gate)
        {
            return _isWriting = _waiting.Count > 0;
        }
    }
}
