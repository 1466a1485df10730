namespace Progressive.Flags;

/// <summary>A version of the flags that holds for a flow of execution until this is disposed.</summary>
internal sealed class FlagPin(EvaluationContext pinned, EvaluationContext.Entered entered) : IDisposable
{
    private int _disposed;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // Work that was started meanwhile keeps the frame, and must not keep the version for as long as it runs.
            PinnedFlags.Close(pinned);
            entered.Dispose();
        }
    }
}
