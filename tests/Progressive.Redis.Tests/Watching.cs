using Progressive.State;

namespace Progressive.Redis.Tests;

/// <summary>A watch that remembers what it was told.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, int> _told = [];
    private readonly Task _running;

    internal Watching(StateStore store) => _running = Task.Run(async () =>
    {
        try
        {
            await foreach (var key in store.WatchAsync(_stop.Token))
            {
                lock (_told)
                {
                    _told[key] = _told.GetValueOrDefault(key) + 1;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was asked to end.
        }
    });

    internal int Count(string key)
    {
        lock (_told)
        {
            return _told.GetValueOrDefault(key);
        }
    }

    /// <summary>Waits until a key was told more often than before.</summary>
    internal Task HearsAsync(string key, int moreThan = 0) =>
        Eventually.HoldsAsync(() => Count(key) > moreThan, $"the watch is told of '{key}'", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
