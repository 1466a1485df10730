namespace Progressive.Variants;

/// <summary>A stream whose every enumeration is a call.</summary>
internal sealed class RoutedStream<T, TItem>(
    StreamCall<T> call,
    IAsyncEnumerable<TItem> stream,
    Func<T, IAsyncEnumerable<TItem>>? replay,
    CancellationToken callerToken) : IAsyncEnumerable<TItem>
    where T : class
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new RoutedEnumerator<T, TItem>(
        call,
        stream.GetAsyncEnumerator,
        replay is null ? null : target => replay(target).GetAsyncEnumerator(cancellationToken),
        callerToken,
        cancellationToken);
}
