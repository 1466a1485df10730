using System.Runtime.CompilerServices;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>Two delegates at a call site, one flag between them.</summary>
internal static class InlineCall
{
    public static ValueTask<T> RunAsync<T>(
        VariantRoute route,
        Func<CancellationToken, ValueTask<T>> stable,
        Func<CancellationToken, ValueTask<T>> candidate,
        CancellationToken cancellationToken)
    {
        var call = route.Start(route.Evaluate(context: null));
        ValueTask<T> work;
        try
        {
            call.Enter();
            work = (call.IsCandidate ? candidate : stable)(cancellationToken);
        }
        catch (Exception e) when (call.Failed(e, cancellationToken) || CanFallBack(call, e, cancellationToken))
        {
            if (call.TryFallBack(out var fallback))
            {
                var answer = StartStable(fallback, stable, cancellationToken);
                fallback.Leave();
                return WatchAsync(fallback, answer, null, cancellationToken);
            }

            throw;
        }

        if (work.IsCompletedSuccessfully)
        {
            var result = work.Result;
            call.Complete(OutcomeKind.Ok);
            return new ValueTask<T>(result);
        }

        call.Leave();
        return WatchAsync(call, work, stable, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T> WatchAsync<T>(
        VariantCall call,
        ValueTask<T> work,
        Func<CancellationToken, ValueTask<T>>? stable,
        CancellationToken cancellationToken)
    {
        VariantCall fallback = default;
        var succeeded = false;
        T result = default!;
        try
        {
            result = await work.ConfigureAwait(false);
            succeeded = true;
        }
        catch (Exception e) when (call.Failed(e, cancellationToken)
            || (stable is not null && CanFallBack(call, e, cancellationToken) && call.TryFallBack(out fallback)))
        {
            // Stable answers below, outside the handler, so that its own exception is not nested in this one.
        }

        if (succeeded)
        {
            call.Complete(OutcomeKind.Ok);
            return result;
        }

        return await WatchAsync(fallback, StartStable(fallback, stable!, cancellationToken), null, cancellationToken).ConfigureAwait(false);
    }

    private static ValueTask<T> StartStable<T>(VariantCall call, Func<CancellationToken, ValueTask<T>> stable, CancellationToken cancellationToken)
    {
        try
        {
            call.Enter();
            return stable(cancellationToken);
        }
        catch (Exception e) when (call.Failed(e, cancellationToken))
        {
            throw;
        }
    }

    private static bool CanFallBack(VariantCall call, Exception exception, CancellationToken cancellationToken) =>
        call.IsCandidate && call.HasFallback && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);
}
