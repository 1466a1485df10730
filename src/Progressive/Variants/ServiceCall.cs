using System.ComponentModel;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>One call of a service, from the decision to the outcome. Generated proxies use it; not for use by hand.</summary>
/// <typeparam name="T">The interface.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ServiceCall<T>
    where T : class
{
    private readonly RoutedService<T> _service;
    private T _target;
    private VariantCall _call;
    private bool _replayable;

    internal ServiceCall(RoutedService<T> service, T target, VariantCall call, bool replayable)
    {
        _service = service;
        _target = target;
        _call = call;
        _replayable = replayable;
    }

    /// <summary>The implementation to call: asked for right before, so it is here that the call becomes the current one.</summary>
    public T Target
    {
        readonly get
        {
            _call.Enter();
            return _target;
        }
        private set => _target = value;
    }

    /// <summary>Whether stable would answer a failure of this call: then the arguments must be kept.</summary>
    public readonly bool CanFallBack => _replayable && _call.HasFallback;

    /// <summary>The call ended well.</summary>
    public readonly void Succeeded() => _call.Complete(OutcomeKind.Ok);

    /// <summary>The call threw. An exception filter: it records, and the exception goes on untouched unless stable answers.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's token: a cancellation it asked for counts for neither variant.</param>
    /// <returns>True when stable is to answer: it is <see cref="Target"/> now.</returns>
    public bool Failed(Exception exception, CancellationToken cancellationToken)
    {
        if (!_service.Routing.Record(_call, exception, cancellationToken) || !_replayable || !_call.TryFallBack(out var fallback))
        {
            return false;
        }

        _call = fallback;
        _replayable = false;
        Target = _service.Stable;
        return true;
    }

    /// <summary>Ends the call if its task has ended well, so that the very task can be returned.</summary>
    /// <param name="task">The task; null from an implementation that returns none, which is passed on.</param>
    /// <returns>Whether the call is over.</returns>
    public readonly bool Ended(Task? task)
    {
        if (task is { IsCompletedSuccessfully: false })
        {
            return false;
        }

        Succeeded();
        return true;
    }

    /// <summary>Ends the call when the task ends.</summary>
    /// <param name="task">The running or failed task.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <param name="replay">Starts the work again, where stable may answer.</param>
    /// <returns>A task that ends as the call does.</returns>
    public readonly Task WatchAsync(Task task, CancellationToken cancellationToken, Func<T, Task>? replay = null) =>
        RoutedTasks.WatchAsync(Keeping(replay), task, replay, cancellationToken).AsTask();

    /// <inheritdoc cref="WatchAsync(Task, CancellationToken, Func{T, Task}?)"/>
    /// <typeparam name="TResult">What the task results in.</typeparam>
    public readonly Task<TResult> WatchAsync<TResult>(Task<TResult> task, CancellationToken cancellationToken, Func<T, Task<TResult>>? replay = null) =>
        RoutedTasks.WatchAsync(Keeping(replay), task, replay, cancellationToken).AsTask();

    /// <inheritdoc cref="Ended(Task?)"/>
    public readonly bool Ended(in ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return false;
        }

        Succeeded();
        return true;
    }

    /// <inheritdoc cref="Ended(Task?)"/>
    /// <typeparam name="TResult">What the task results in.</typeparam>
    public readonly bool Ended<TResult>(in ValueTask<TResult> task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return false;
        }

        Succeeded();
        return true;
    }

    /// <inheritdoc cref="WatchAsync(Task, CancellationToken, Func{T, Task}?)"/>
    public readonly ValueTask WatchAsync(ValueTask task, CancellationToken cancellationToken, Func<T, ValueTask>? replay = null) =>
        RoutedTasks.WatchAsync(Keeping(replay), task, replay, cancellationToken);

    /// <inheritdoc cref="WatchAsync(Task, CancellationToken, Func{T, Task}?)"/>
    /// <typeparam name="TResult">What the task results in.</typeparam>
    public readonly ValueTask<TResult> WatchAsync<TResult>(
        ValueTask<TResult> task,
        CancellationToken cancellationToken,
        Func<T, ValueTask<TResult>>? replay = null) =>
        RoutedTasks.WatchAsync(Keeping(replay), task, replay, cancellationToken);

    // The method has returned: what it started keeps the call, the caller does not. And a reload may give the flag a fallback after the proxy has
    // seen none and kept no arguments.
    private readonly ServiceCall<T> Keeping(object? replay)
    {
        _call.Leave();
        return replay is null ? new ServiceCall<T>(_service, _target, _call, replayable: false) : this;
    }
}
