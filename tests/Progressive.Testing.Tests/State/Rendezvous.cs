namespace Progressive.Testing.Tests.State;

/// <summary>The first that comes waits for the second; whoever comes later passes.</summary>
internal sealed class Rendezvous
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public Task ArriveAsync()
    {
        if (Interlocked.Increment(ref _arrived) > 1)
        {
            _met.TrySetResult();
        }

        return _met.Task;
    }
}
