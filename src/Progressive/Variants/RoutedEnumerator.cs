using System.Runtime.CompilerServices;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>
/// One enumeration, which is one call: from the first <see cref="MoveNextAsync"/> to the end, the failure, or the consumer's early leave, which is
/// a good end unless it cancelled. Until the first item has been seen a failure may be answered by stable.
/// </summary>
internal sealed class RoutedEnumerator<T, TItem>(
    StreamCall<T> stream,
    Func<CancellationToken, IAsyncEnumerator<TItem>> open,
    Func<T, IAsyncEnumerator<TItem>>? replay,
    CancellationToken callerToken,
    CancellationToken enumerationToken) : IAsyncEnumerator<TItem>
    where T : class
{
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    private VariantCall _call;
    private IAsyncEnumerator<TItem>? _items;
    private bool _running;
    private bool _over;

    // Reading before the first item or after the end is undefined by the interface; iterators answer default.
    public TItem Current => _items is { } items ? items.Current : default!;

    public ValueTask<bool> MoveNextAsync()
    {
        if (!_running && !_over)
        {
            _running = true;
            _call = stream.Start();
        }

        ValueTask<bool> move;
        try
        {
            _call.Enter();
            move = (_items ??= open(enumerationToken)).MoveNextAsync();
        }
        catch (Exception e) when (Failed(e))
        {
            return SwitchAsync();
        }
        finally
        {
            _call.Leave();
        }

        return move.IsCompletedSuccessfully ? new ValueTask<bool>(Moved(move.Result)) : WatchAsync(move);
    }

    public ValueTask DisposeAsync()
    {
        if (!_running)
        {
            return _items is null ? default : _items.DisposeAsync();
        }

        return LeaveAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WatchAsync(ValueTask<bool> move)
    {
        try
        {
            return Moved(await move.ConfigureAwait(false));
        }
        catch (Exception e) when (Failed(e))
        {
            // Stable goes on below, outside the handler.
        }

        return await SwitchAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> SwitchAsync()
    {
        if (_items is { } failed)
        {
            _items = null;
            try
            {
                await failed.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The failure has been counted; what its clean-up says on top is nobody's answer.
            }
        }

        var again = replay!;
        replay = null;
        open = _ => again(stream.Service.Stable);
        return await MoveNextAsync().ConfigureAwait(false);
    }

    private async ValueTask LeaveAsync()
    {
        try
        {
            if (_items is { } items)
            {
                _call.Enter();
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (Failed(e, mayReplay: false))
        {
            // Never entered.
            throw;
        }

        if (Over())
        {
            if (IsCancelled)
            {
                _call.Abandon();
            }
            else
            {
                _call.Complete(OutcomeKind.Ok);
            }
        }
    }

    private bool IsCancelled => callerToken.IsCancellationRequested || enumerationToken.IsCancellationRequested;

    private bool Moved(bool hasItem)
    {
        replay = null;
        if (!hasItem && Over())
        {
            _call.Complete(OutcomeKind.Ok);
        }

        return hasItem;
    }

    private bool Failed(Exception exception) => Failed(exception, mayReplay: true);

    private bool Failed(Exception exception, bool mayReplay)
    {
        if (!Over() || !stream.Service.Routing.Record(_call, exception, IsCancelled ? s_cancelled : CancellationToken.None))
        {
            return false;
        }

        if (!mayReplay || replay is null || !_call.TryFallBack(out var fallback))
        {
            return false;
        }

        _call = fallback;
        _running = true;
        _over = false;
        return true;
    }

    /// <summary>A call ends once, however often an enumeration is moved after its end.</summary>
    private bool Over()
    {
        if (!_running)
        {
            return false;
        }

        _running = false;
        _over = true;
        return true;
    }
}
