using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>Watches one variant: on its bad outcomes, in the thread of the call that ended badly, and on ticks.</summary>
/// <remarks>
/// A call never waits here: whoever finds the watch busy leaves a note, and the one inside looks again. Nothing is thrown into the call.
/// </remarks>
internal sealed class GuardWatch : IBadOutcomeObserver
{
    private readonly Lock _gate = new();
    private readonly MetricWindow _window;
    private readonly TimeProvider _time;
    private readonly Func<GuardWatch, GuardEvaluator, bool> _onBreach;
    private readonly RolloutLog _log;
    private readonly Action<GuardEvaluator> _report;
    private readonly List<GuardEvaluator> _reported = [];
    private int _again;
    private volatile bool _isOver;

    /// <param name="flag">The flag's key.</param>
    /// <param name="variant">The variant that is watched.</param>
    /// <param name="guards">Its guards.</param>
    /// <param name="window">Its outcomes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onBreach">Told of a guard that is breached, also of one that is only reported; says whether watching goes on.</param>
    /// <param name="log">Told of what fails.</param>
    public GuardWatch(
        string flag,
        string variant,
        CandidateGuards guards,
        MetricWindow window,
        TimeProvider time,
        Func<GuardWatch, GuardEvaluator, bool> onBreach,
        RolloutLog log)
    {
        Flag = flag;
        Variant = variant;
        Guards = guards;
        _window = window;
        _time = time;
        _onBreach = onBreach;
        _log = log;
        _report = _reported.Add;
        window.Observer = this;
    }

    public string Flag { get; }

    public string Variant { get; }

    public CandidateGuards Guards { get; }

    public bool IsOver => _isOver;

    public void OnBadOutcome()
    {
        Interlocked.Exchange(ref _again, 1);
        while (!_isOver && Volatile.Read(ref _again) == 1 && _gate.TryEnter())
        {
            try
            {
                Interlocked.Exchange(ref _again, 0);
                if (Guards.FindBreach(_time.GetTimestamp()) is { } breached)
                {
                    Breach(breached);
                }
            }
            catch (Exception e)
            {
                Tell(e);
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    /// <summary>Takes a tick in; a breach is acted upon before the method returns.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            try
            {
                TickGuards();
            }
            catch (Exception e)
            {
                // One watch that fails must not keep the others from their tick.
                Tell(e);
            }
        }

        LookAgain();
    }

    private void TickGuards()
    {
        if (!_isOver && Guards.Tick(_time.GetTimestamp(), _report) is { } breached)
        {
            Breach(breached);
        }

        while (_reported is [var evaluator, ..])
        {
            _reported.RemoveAt(0);
            _onBreach(this, evaluator);
        }
    }

    // Bad outcomes that came while somebody else was inside have left a note. To be called outside the gate.
    private void LookAgain()
    {
        if (Volatile.Read(ref _again) == 1)
        {
            OnBadOutcome();
        }
    }

    // A log that throws must not throw into the call.
    private void Tell(Exception exception)
    {
        try
        {
            _log.StepFailed(Flag, exception);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    /// <summary>Reads the guards while nobody changes them. Calls are not kept waiting, but a breach meanwhile is acted upon only when the reading is done.</summary>
    public T Read<T>(Func<CandidateGuards, T> read)
    {
        T result;
        lock (_gate)
        {
            result = read(Guards);
        }

        LookAgain();
        return result;
    }

    /// <summary>Stops watching.</summary>
    public void Stop()
    {
        _isOver = true;
        if (ReferenceEquals(_window.Observer, this))
        {
            _window.Observer = null;
        }

        Guards.Stop();
    }

    private void Breach(GuardEvaluator breached)
    {
        if (_onBreach(this, breached))
        {
            Guards.Report(breached);
        }
        else
        {
            _isOver = true;
            Guards.Stop();
        }
    }
}
