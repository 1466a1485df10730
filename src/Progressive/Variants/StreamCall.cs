using System.ComponentModel;

namespace Progressive.Variants;

/// <summary>
/// A stream of a service. The variant is decided when the method is called, because implementations may do work there and because the caller's
/// context is current there; a call lasts from the first <c>MoveNextAsync</c> to the end, as often as the stream is enumerated.
/// Generated proxies use it; not for use by hand.
/// </summary>
/// <typeparam name="T">The interface.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct StreamCall<T>
    where T : class
{
    private readonly RoutedService<T> _service;
    private Evaluation? _evaluation;
    private bool _replayable;

    internal StreamCall(RoutedService<T> service, T target, Evaluation? evaluation, bool replayable)
    {
        _service = service;
        Target = target;
        _evaluation = evaluation;
        _replayable = replayable;
    }

    /// <summary>The implementation to call.</summary>
    public T Target { get; private set; }

    /// <summary>Whether stable would answer a failure before the first item: then the arguments must be kept.</summary>
    public readonly bool CanFallBack => _replayable && _service.Routing.Route.HasFallback;

    internal readonly RoutedService<T> Service => _service;

    /// <summary>The method threw instead of returning a stream. An exception filter: it records, and the exception goes on untouched unless stable answers.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>True when stable is to answer: it is <see cref="Target"/> now.</returns>
    public bool Failed(Exception exception, CancellationToken cancellationToken)
    {
        var call = Start();
        if (!_service.Routing.Record(call, exception, cancellationToken) || !_replayable || !call.TryFallBack(out var fallback))
        {
            return false;
        }

        // Stable's stream is a call of its own once it is enumerated, which may be never.
        fallback.Abandon();
        _evaluation = null;
        _replayable = false;
        Target = _service.Stable;
        return true;
    }

    /// <summary>Watches every enumeration of a stream.</summary>
    /// <typeparam name="TItem">What the stream consists of.</typeparam>
    /// <param name="stream">The stream; null is passed on.</param>
    /// <param name="cancellationToken">The caller's token, beside the one of the enumeration.</param>
    /// <param name="replay">Asks for the stream again, where stable may answer.</param>
    /// <returns>The same items.</returns>
    public readonly IAsyncEnumerable<TItem> Watch<TItem>(
        IAsyncEnumerable<TItem> stream,
        CancellationToken cancellationToken,
        Func<T, IAsyncEnumerable<TItem>>? replay = null) =>
        stream is null ? null! : new RoutedStream<T, TItem>(this, stream, replay, cancellationToken);

    /// <summary>Watches one enumeration.</summary>
    /// <typeparam name="TItem">What the stream consists of.</typeparam>
    /// <param name="items">The enumeration; null is passed on.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <param name="replay">Asks for the enumeration again, where stable may answer.</param>
    /// <returns>The same items.</returns>
    public readonly IAsyncEnumerator<TItem> Watch<TItem>(
        IAsyncEnumerator<TItem> items,
        CancellationToken cancellationToken,
        Func<T, IAsyncEnumerator<TItem>>? replay = null) =>
        items is null ? null! : new RoutedEnumerator<T, TItem>(this, _ => items, replay, cancellationToken, CancellationToken.None);

    internal readonly VariantCall Start() => _evaluation is null ? _service.StartStable() : _service.Routing.Route.Start(_evaluation);
}
