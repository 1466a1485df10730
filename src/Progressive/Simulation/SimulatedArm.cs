using Progressive.Metrics;

namespace Progressive.Simulation;

/// <summary>
/// Calls of one variant, one by one, into the window that the product counts them in: Poisson arrivals, a duration and an outcome for each.
/// </summary>
internal sealed class SimulatedArm
{
    private const ulong Whole = ulong.MaxValue;

    private static readonly Distribution s_gaps = Distribution.Exponential(1);

    private readonly MetricWindow _window;
    private readonly CallModel _model;
    private readonly double _callsPerTick;
    private readonly ulong _errorsBelow;
    private readonly ulong _rejectionsBelow;
    private readonly PriorityQueue<(long Start, OutcomeKind Kind), long> _running = new();
    private DrawSequence _arrivals;
    private DrawSequence _outcomes;
    private double _rate;

    public SimulatedArm(MetricWindow window, CallModel model, double callsPerSecond, DrawSequence arrivals, DrawSequence outcomes)
    {
        _window = window;
        _model = model;
        _callsPerTick = callsPerSecond / TimeSpan.TicksPerSecond;
        _errorsBelow = Below(model.ErrorRate);
        _rejectionsBelow = Below(model.ErrorRate + model.RejectionRate);
        _arrivals = arrivals;
        _outcomes = outcomes;
    }

    public long Started { get; private set; }

    /// <summary>Failed or rejected, counted when they start: who is on the way to fail will fail, whatever is decided meanwhile.</summary>
    public long Bad { get; private set; }

    public long NextStart { get; private set; } = long.MaxValue;

    public long NextEnd => _running.TryPeek(out _, out var end) ? end : long.MaxValue;

    /// <summary>Told of each call when it starts: its start, its end to come, its outcome. For whoever replays them.</summary>
    public Action<long, long, OutcomeKind>? Recorder { get; set; }

    /// <summary>From now on this share of the calls comes here. Arrivals have no memory, so the next one is drawn anew.</summary>
    public void SetShare(double share, long now)
    {
        var rate = _callsPerTick * share;
        if (rate != _rate)
        {
            _rate = rate;
            NextStart = NextAfter(now);
        }
    }

    public void Start()
    {
        var start = NextStart;
        NextStart = NextAfter(start);
        _window.Started(start);
        var outcome = _outcomes.Next();
        var kind = outcome < _errorsBelow ? OutcomeKind.Error : outcome < _rejectionsBelow ? OutcomeKind.Rejected : OutcomeKind.Ok;
        var end = start + (long)(_model.Latency.Draw(ref _outcomes) * TimeSpan.TicksPerSecond);
        _running.Enqueue((start, kind), end);
        Recorder?.Invoke(start, end, kind);
        Started++;
        Bad += kind == OutcomeKind.Ok ? 0 : 1;
    }

    public void End()
    {
        _running.TryDequeue(out var call, out var end);
        _window.Completed(call.Kind, call.Start, end, randomised: true);
    }

    private long NextAfter(long time) => _rate > 0 ? time + (long)(s_gaps.Draw(ref _arrivals) / _rate) : long.MaxValue;

    private static ulong Below(double rate) => rate >= 1 ? Whole : (ulong)(rate * Whole);
}
