using System.Security.Cryptography;
using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>One verification of one promise: its scopes, which nobody else uses, and what it opened on them.</summary>
internal sealed class Trial(
    Func<string, CancellationToken, ValueTask<StateStore>> open, StateStoreReach reach, TimeSpan patience, CancellationToken cancellation)
{
    private readonly List<StateStore> _opened = [];
    private readonly string _scope = $"conformance-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    internal CancellationToken Cancellation => cancellation;

    internal TimeSpan Patience => patience;

    internal StateStoreReach Reach => reach;

    internal string Description => _opened.Count == 0 ? "not opened" : _opened[0].Description;

    /// <summary>Another instance on the scope of this trial.</summary>
    internal Task<StateStore> OpenAsync() => OpenAsync(_scope);

    /// <summary>Another instance on another scope.</summary>
    internal Task<StateStore> OpenElsewhereAsync() => OpenAsync(_scope + "-other");

    internal async Task<SharedStateStore> OpenSharedAsync() => Shared(await OpenAsync().ConfigureAwait(false));

    internal async Task<SharedStateStore> OpenSharedElsewhereAsync() => Shared(await OpenElsewhereAsync().ConfigureAwait(false));

    internal Watching Watch(StateStore store) => new(store, this);

    /// <summary>The bound only turns what never comes into a broken promise instead of a hang.</summary>
    internal async Task<T> WaitAsync<T>(Task<T> task, string expected)
    {
        try
        {
            return await task.WaitAsync(patience, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new ExpectationException(expected, $"nothing of it within {patience}", e);
        }
    }

    internal Task PauseAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellation);

    /// <summary>Does something often at the same time, on threads of the pool.</summary>
    internal Task<T[]> ConcurrentlyAsync<T>(int times, Func<int, Task<T>> call) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(n => Task.Run(() => call(n), cancellation)));

    internal async Task DisposeAsync()
    {
        foreach (var store in _opened.Distinct<StateStore>(ReferenceEqualityComparer.Instance))
        {
            await DisposeAsync(store).ConfigureAwait(false);
        }
    }

    /// <summary>After a broken promise: that one is what is told.</summary>
    internal async Task TryDisposeAsync()
    {
        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // There is a verification of its own for disposal.
        }
    }

    internal static async Task DisposeAsync(StateStore store)
    {
        switch (store)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private async Task<StateStore> OpenAsync(string scope)
    {
        var store = await open(scope, cancellation).ConfigureAwait(false);
        Expect.That(store is not null, "a store to be opened", "null");
        _opened.Add(store!);
        return store!;
    }

    private static SharedStateStore Shared(StateStore store) =>
        store as SharedStateStore ?? throw new ExpectationException($"a store that replicas share, derived from {nameof(SharedStateStore)}", store.GetType().Name);
}
