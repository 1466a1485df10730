using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.Assignment;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>
/// One rollout on virtual time: the product's windows, watch, guards and state machine, fed with calls one by one and ticked as the product ticks them.
/// What is left out is what decides nothing: the store, the flags, the log.
/// </summary>
internal sealed class SimulatedRollout
{
    private const string Flag = "simulated";
    private const string Operator = "simulation";
    private static readonly TimeSpan s_exactHold = TimeSpan.FromMinutes(1);

    private readonly Plan _plan;
    private readonly MetricSet _metrics;
    private readonly SimulationOptions _options;
    private readonly VirtualTime _time;
    private readonly MetricWindow _candidateWindow;
    private readonly MetricWindow _stableWindow;
    private readonly SimulatedArm _candidate;
    private readonly SimulatedArm? _stable;
    private readonly RolloutLog _log = new(NullLogger<RolloutLog>.Instance);
    private readonly TimeSpan?[] _stepEnds;
    private readonly long?[] _stepCalls;
    private readonly List<(TimeSpan At, Share Weight)> _weights = [];
    private readonly List<RolloutTransition> _history = [];
    private RolloutState _state = new() { Revision = "1" };
    private ImmutableArray<GuardEvidence> _evidence = [];
    private GuardWatch? _watch;
    private SimulatedBreach? _breach;
    private long _stepStart;
    private long _waitingSince;
    private long _holdingSince;
    private long _askedAt;

    public SimulatedRollout(Plan plan, MetricSet metrics, SimulationOptions options, CallModel candidate, int scenario, int run)
    {
        _plan = plan;
        _metrics = metrics;
        _options = options;
        _time = new VirtualTime(options.StartsAt);
        _candidateWindow = new MetricWindow(_time, GuardTick.Interval);
        _stableWindow = new MetricWindow(_time, GuardTick.Interval);
        string[] measures = [.. plan.Guards.Select(guard => guard.Metric).Distinct()];
        SimulatedArm Arm(MetricWindow window, CallModel model, int purpose) => new(
            window,
            model,
            measures,
            options.CallsPerSecond,
            DrawSequence.Of(options.Seed, scenario, run, purpose),
            DrawSequence.Of(options.Seed, scenario, run, purpose + 1));
        _candidate = Arm(_candidateWindow, candidate, 0);

        // Nobody reads stable's window but guards relative to it.
        _stable = plan.Guards.Any(guard => guard.Bound.RelativeToStable) ? Arm(_stableWindow, options.Stable, 2) : null;
        _stepEnds = new TimeSpan?[plan.Steps.Count];
        _stepCalls = new long?[plan.Steps.Count];
    }

    /// <summary>Told of each call when it starts: whether the candidate serves it, the call, and when it will end.</summary>
    public Action<bool, SimulatedCall, long>? Recorder
    {
        set
        {
            _candidate.Recorder = value is null ? null : (call, end) => value(true, call, end);
            if (_stable is not null)
            {
                _stable.Recorder = value is null ? null : (call, end) => value(false, call, end);
            }
        }
    }

    // Nothing more can happen without a person, but for the approvals that are simulated.
    private bool IsOver { get; set; }

    public SimulatedRun Run(CancellationToken cancellationToken)
    {
        Happen(new RolloutEvent.Replan());
        Happen(new RolloutEvent.Take());
        Tick(TimeSpan.Zero);
        var ticks = 0L;
        while (!IsOver && _time.Now < _options.Horizon.Ticks)
        {
            if ((++ticks & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var end = _time.Now + GuardTick.Interval.Ticks;
            Serve(end);
            if (IsOver)
            {
                break;
            }

            _time.Now = end;
            _watch?.Tick();
            Tick(GuardTick.Interval);
        }

        return Conclude(ticks);
    }

    // Starts and ends of both variants in the order of their times; an end before a start of the same time.
    private void Serve(long until)
    {
        while (!IsOver)
        {
            var ends = Math.Min(_candidate.NextEnd, _stable?.NextEnd ?? long.MaxValue);
            var starts = Math.Min(_candidate.NextStart, _stable?.NextStart ?? long.MaxValue);
            if (Math.Min(ends, starts) >= until)
            {
                return;
            }

            _time.Now = Math.Min(ends, starts);
            if (ends <= starts)
            {
                (_candidate.NextEnd == ends ? _candidate : _stable!).End();
            }
            else
            {
                (_candidate.NextStart == starts ? _candidate : _stable!).Start();
            }
        }
    }

    private void Tick(TimeSpan elapsed)
    {
        if (_state is { Phase: RolloutPhase.Paused, Reason: RolloutReason.Approval })
        {
            if (_time.Now - _waitingSince >= _options.ApprovalAfter.Ticks)
            {
                Happen(new RolloutEvent.Command(RolloutVerb.Approve, "approved in the simulation", Operator));
            }

            return;
        }

        Happen(EarnedTick(elapsed));
    }

    // As RolloutRun asks. But the answer costs more than all the rest of a tick, so a hold of more than a minute is looked at when it has grown by another
    // hundredth, and may end by so much too late.
    private RolloutEvent.Tick EarnedTick(TimeSpan elapsed)
    {
        var freeze = _plan.Freeze.Count == 0 ? null : FreezeCalendar.Find(_plan.Freeze, _time.GetUtcNow())?.ToString();
        if (_state.IsHolding)
        {
            var held = _time.Now - _holdingSince;
            if (held > s_exactHold.Ticks && _time.Now - _askedAt < held / 100)
            {
                return new RolloutEvent.Tick(elapsed, IsEarned: false, "", freeze);
            }

            _askedAt = _time.Now;
        }

        return StepEvidence.Tick(_plan, _state, elapsed, _watch, freeze);
    }

    private bool OnBreach(GuardWatch watch, GuardEvaluator breached)
    {
        _evidence = watch.Guards.Evidence;
        if (breached.Guard.Mode == GuardMode.Enforce)
        {
            _breach ??= new SimulatedBreach(breached.Guard.ToString(), TimeSpan.FromTicks(_time.Now), _candidate.Started, _candidate.Bad);
        }

        Happen(new RolloutEvent.Breach(breached.Describe(), breached.Guard.ToString(), breached.Guard.Mode));
        return _state.IsGuarded;
    }

    private void Happen(RolloutEvent happened)
    {
        var before = _state;
        var decision = RolloutStateMachine.Next(_plan, before, happened, _time.GetUtcNow());
        _state = decision.State;
        IsOver = _state.Phase switch
        {
            RolloutPhase.RolledBack => true,
            RolloutPhase.Promoted => _state.IsBaked,
            RolloutPhase.Paused => _state.Reason != RolloutReason.Approval,
            RolloutPhase.Progressing => _state.Step >= 0 && PlanCourse.IsAtCeiling(_plan, _state) && !(_plan.Steps[_state.Step].Duration > _state.TimeInStep),
            _ => false,
        };
        if (_state.IsHolding && !before.IsHolding)
        {
            _holdingSince = _time.Now;
        }

        if (decision.Transition is { } transition)
        {
            _history.Add(transition);
            Follow(before);
        }
        else if (_watch is null)
        {
            Watch();
        }
    }

    private void Follow(RolloutState before)
    {
        var now = TimeSpan.FromTicks(_time.Now);
        var isLeft = before.Step >= 0 && (_state.Step > before.Step || (_state.Phase == RolloutPhase.Promoted && IsOver));
        if (isLeft)
        {
            _stepEnds[before.Step] = now;
        }

        if (before.Step >= 0 && (isLeft || IsOver))
        {
            _stepCalls[before.Step] = _candidate.Started - _stepStart;
        }

        if (_state.Step != before.Step)
        {
            _stepStart = _candidate.Started;
        }

        if (_state.Phase == RolloutPhase.Promoted && IsOver && _state.Step >= 0)
        {
            _stepEnds[_state.Step] ??= now;
        }

        if (_state is { Phase: RolloutPhase.Paused, Reason: RolloutReason.Approval } && before.Phase != RolloutPhase.Paused)
        {
            _waitingSince = _time.Now;
        }

        if (_weights.Count == 0 || _weights[^1].Weight != _state.Weight)
        {
            _weights.Add((now, _state.Weight));
        }

        _candidate.SetShare(SimulatedTraffic.OfCandidate(_plan, _state, _options), _time.Now);
        _stable?.SetShare(SimulatedTraffic.OfStable(_plan, _state, _options), _time.Now);
        Watch();
    }

    // As RolloutRun.Refresh: watched while guards decide, with the evidence so far where a watch is over.
    private void Watch()
    {
        if (!_state.IsGuarded || _plan.Guards.Count == 0)
        {
            _watch?.Stop();
            _watch = null;
        }
        else if (_watch is null or { IsOver: true })
        {
            var guards = new CandidateGuards(
                _plan.Guards,
                _candidateWindow,
                _stableWindow,
                _options.Alpha,
                GuardHorizon.Of(_plan),
                _evidence,
                _time.Now,
                _metrics.Find,
                GuardMargins.Default,
                _plan.OnBreach == BreachAction.RollBack && !_state.IsCommitted ? [] : _state.Reported,
                warmUp: RolloutGuards.WarmUpOf(_plan, _time));
            _watch = new GuardWatch(Flag, VariantNames.Candidate, guards, _candidateWindow, _time, OnBreach, _log);
        }
    }

    private SimulatedRun Conclude(long ticks)
    {
        if (_state.Step >= 0)
        {
            _stepCalls[_state.Step] ??= _candidate.Started - _stepStart;
        }

        var breached = _state.Reason == RolloutReason.Breach ? _breach?.Guard : null;
        var (ending, cause) = _state.Phase switch
        {
            RolloutPhase.RolledBack => (SimulatedEnding.RolledBack, breached ?? Word(_state.Reason)),
            RolloutPhase.Promoted when IsOver => (SimulatedEnding.Promoted, ""),
            RolloutPhase.Paused when IsOver => (SimulatedEnding.Paused, breached ?? Word(_state.Reason)),
            RolloutPhase.Progressing when IsOver => (SimulatedEnding.AtCeiling, $"UpTo {_plan.UpTo}"),
            _ => (SimulatedEnding.Undecided, _state.Step < 0 ? "before the first step" : $"at '{_plan.Steps[_state.Step]}'"),
        };
        return new SimulatedRun
        {
            Ending = ending,
            Cause = cause,
            Breach = _breach,
            EndedAt = TimeSpan.FromTicks(_time.Now),
            StepEnds = _stepEnds,
            StepCalls = _stepCalls,
            Weights = _weights,
            History = _history,
            CandidateCalls = _candidate.Started,
            CandidateBad = _candidate.Bad,
            StableCalls = _stable?.Started ?? 0,
            Ticks = ticks,
        };
    }

    private static string Word(RolloutReason reason) => reason.ToString().ToLowerInvariant();
}
