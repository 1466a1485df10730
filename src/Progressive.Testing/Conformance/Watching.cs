using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>One watch of a store. Hints may repeat and may come without a change, so what is expected of it is that a key comes at all.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly Trial _trial;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<string> _keys;
    private Task<bool>? _next;

    internal Watching(StateStore store, Trial trial)
    {
        _trial = trial;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(trial.Cancellation);
        _keys = store.WatchAsync(_stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>Whether a hint is there that nobody has taken yet.</summary>
    internal bool IsAwake => _next is { IsCompleted: true };

    /// <summary>Asks for the next hint without waiting for it.</summary>
    internal void Ask() => _next ??= _keys.MoveNextAsync().AsTask();

    internal async Task<string> NextAsync(string expected)
    {
        Ask();
        var goesOn = await _trial.WaitAsync(_next!, expected).ConfigureAwait(false);
        _next = null;
        Expect.That(goesOn, expected, "the end of the watch");
        return _keys.Current;
    }

    /// <summary>Takes hints until each of these keys has come.</summary>
    internal async Task UntilAsync(params string[] keys)
    {
        var missing = keys.ToHashSet(StringComparer.Ordinal);
        while (missing.Count > 0)
        {
            missing.Remove(await NextAsync($"the watch to give {Expect.List(missing)}").ConfigureAwait(false));
        }
    }

    /// <summary>Cancels the watch and waits for its end.</summary>
    internal async Task<OperationCanceledException> EndAsync()
    {
        Ask();
        await _stop.CancelAsync().ConfigureAwait(false);
        return await Expect.ThrowsAsync<OperationCanceledException>(RunOutAsync, "a watch that is cancelled").ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        var isDone = _next is null || await Task.WhenAny(_next, Task.Delay(_trial.Patience, TimeProvider.System)).ConfigureAwait(false) == _next;
        if (isDone)
        {
            await _keys.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    /// <summary>A hint that was on its way may still come.</summary>
    private async Task RunOutAsync()
    {
        for (var left = StateStore.LogCapacity; left > 0; left--)
        {
            await NextAsync("a watch that is cancelled to end").ConfigureAwait(false);
        }
    }
}
