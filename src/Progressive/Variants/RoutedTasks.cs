using System.Runtime.CompilerServices;

namespace Progressive.Variants;

/// <summary>Watches calls that are still running when their method returns.</summary>
/// <remarks>
/// Pooled state machines: a routed <see cref="ValueTask"/> allocates nothing when amortised, and a <see cref="Task"/> over one is a single object,
/// smaller than the state machine of an async method that remembers the call.
/// </remarks>
internal static class RoutedTasks
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask WatchAsync<T>(ServiceCall<T> call, Task task, Func<T, Task>? replay, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            try
            {
                await task.ConfigureAwait(false);
                call.Succeeded();
                return;
            }
            catch (Exception e) when (call.Failed(e, cancellationToken))
            {
                // Only where the arguments were kept does a failed call become stable's.
            }

            task = Replay(ref call, replay!, cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<TResult> WatchAsync<T, TResult>(
        ServiceCall<T> call,
        Task<TResult> task,
        Func<T, Task<TResult>>? replay,
        CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            try
            {
                var result = await task.ConfigureAwait(false);
                call.Succeeded();
                return result;
            }
            catch (Exception e) when (call.Failed(e, cancellationToken))
            {
                // See above.
            }

            task = Replay(ref call, replay!, cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask WatchAsync<T>(ServiceCall<T> call, ValueTask task, Func<T, ValueTask>? replay, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            try
            {
                await task.ConfigureAwait(false);
                call.Succeeded();
                return;
            }
            catch (Exception e) when (call.Failed(e, cancellationToken))
            {
                // See above.
            }

            task = Replay(ref call, replay!, cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<TResult> WatchAsync<T, TResult>(
        ServiceCall<T> call,
        ValueTask<TResult> task,
        Func<T, ValueTask<TResult>>? replay,
        CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            try
            {
                var result = await task.ConfigureAwait(false);
                call.Succeeded();
                return result;
            }
            catch (Exception e) when (call.Failed(e, cancellationToken))
            {
                // See above.
            }

            task = Replay(ref call, replay!, cancellationToken);
        }
    }

    private static TTask Replay<T, TTask>(ref ServiceCall<T> call, Func<T, TTask> replay, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return replay(call.Target);
        }
        catch (Exception e) when (call.Failed(e, cancellationToken))
        {
            // Never entered: nothing answers for stable.
            throw;
        }
    }
}
