using System.Collections.Concurrent;
using Progressive.State;

namespace Progressive.PostgreSql.Tests;

/// <summary>A watch that goes on beside the test, and the keys it has told.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _told = new();
    private readonly Task _work;

    public Watch(StateStore store, Action<string>? told = null) => _work = Task.Run(async () =>
    {
        await foreach (var key in store.WatchAsync(_stop.Token))
        {
            _told.Enqueue(key);
            told?.Invoke(key);
        }
    });

    public int Count(string key) => _told.Count(told => told == key);

    public Task TellsAsync(string key, int atLeast = 1) => Eventually.HoldsAsync(
        () =>
        {
            Assert.False(_work.IsFaulted, _work.Exception?.ToString());
            return Count(key) >= atLeast;
        },
        $"'{key}' is told {atLeast} times; told were {string.Join(", ", _told)}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _work);
        _stop.Dispose();
    }
}
