namespace Progressive.State;

/// <summary>One change of a store's image on its way to the disk. It can be cancelled until a write has taken it, and not any more from then on.</summary>
internal sealed class StateChange(Func<StateImage, StateImage> change)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _phase = Waiting;

    /// <summary>Completes when the change is on the disk, or is known not to get there.</summary>
    public Task Done => _done.Task;

    public StateImage Apply(StateImage image) => change(image);

    public bool TryTake() => Interlocked.CompareExchange(ref _phase, Taken, Waiting) == Waiting;

    public void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _phase, Cancelled, Waiting) == Waiting)
        {
            _done.TrySetCanceled(cancellationToken);
        }
    }

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
