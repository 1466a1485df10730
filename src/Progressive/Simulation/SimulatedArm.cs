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
    private readonly (string Name, Distribution Values)[] _measures;
    private readonly PriorityQueue<SimulatedCall, long> _running = new();
    private DrawSequence _arrivals;
    private DrawSequence _outcomes;
    private double _rate;

    /// <param name="window">Where the calls are counted.</param>
    /// <param name="model">How they turn out.</param>
    /// <param name="measures">The measures that somebody reads.</param>
    /// <param name="callsPerSecond">Of both variants together.</param>
    /// <param name="arrivals">Random numbers for when calls come.</param>
    /// <param name="outcomes">Random numbers for how they turn out.</param>
    public SimulatedArm(
        MetricWindow window, CallModel model, IEnumerable<string> measures, double callsPerSecond, DrawSequence arrivals, DrawSequence outcomes)
    {
        _measures = [.. from measure in measures where model.Measures.ContainsKey(measure) select (measure, model.Measures[measure])];
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

    /// <summary>Told of each call when it starts, and when it will end. For whoever replays them.</summary>
    public Action<SimulatedCall, long>? Recorder { get; set; }

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
        var call = new SimulatedCall(start, kind, Measure());
        _running.Enqueue(call, end);
        Recorder?.Invoke(call, end);
        Started++;
        Bad += kind == OutcomeKind.Ok ? 0 : 1;
    }

    public void End()
    {
        _running.TryDequeue(out var call, out var end);
        _window.Completed(call.Kind, call.Start, end, randomised: true);
        if (call.Measures is { } values)
        {
            // As a call of the product does, after it was counted.
            foreach (var (name, value) in values)
            {
                _window.Record(name, value);
            }
        }
    }

    private (string Name, double Value)[]? Measure()
    {
        if (_measures.Length == 0)
        {
            return null;
        }

        var values = new (string, double)[_measures.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (_measures[i].Name, _measures[i].Values.Draw(ref _outcomes));
        }

        return values;
    }

    private long NextAfter(long time) => _rate > 0 ? time + (long)(s_gaps.Draw(ref _arrivals) / _rate) : long.MaxValue;

    private static ulong Below(double rate) => rate >= 1 ? Whole : (ulong)(rate * Whole);
}

/// <summary>A call that is on its way, and how it will have turned out.</summary>
internal readonly record struct SimulatedCall(long Start, OutcomeKind Kind, (string Name, double Value)[]? Measures);
