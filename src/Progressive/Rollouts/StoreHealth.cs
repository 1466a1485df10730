namespace Progressive.Rollouts;

/// <summary>Whether the state store answered last time, and when it may be asked again: one second, doubling to thirty.</summary>
internal sealed class StoreHealth(TimeProvider time)
{
    private const int MostDoublings = 5;

    private int _failures;
    private long _lastFailure;

    /// <summary>What is wrong with it; null while it answers.</summary>
    public string? Problem { get; private set; }

    public bool MayTry => _failures == 0 || time.GetElapsedTime(_lastFailure) >= TimeSpan.FromSeconds(Math.Min(30, 1 << Math.Min(_failures - 1, MostDoublings)));

    /// <summary>
    /// Outages are never evidence: they delay what raises, and nothing else. Whatever a store throws is one, not only what it promises to throw.
    /// </summary>
    public static bool IsOutage(Exception exception, CancellationToken caller) =>
        exception is not OperationCanceledException || !caller.IsCancellationRequested;

    public void Succeeded()
    {
        _failures = 0;
        Problem = null;
    }

    /// <returns>Whether this is news: the first failure in a row.</returns>
    public bool Failed(Exception exception)
    {
        _lastFailure = time.GetTimestamp();
        Problem = exception is OperationCanceledException ? "it did not answer in time" : exception.Message;
        return _failures++ == 0;
    }
}
