using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>One rollout in this process: keeps the record, the guards and what calls see in step.</summary>
/// <remarks>
/// Lock order: a watch's gate, then this run's. Nothing in here takes a watch's gate while it holds its own, because a breach comes the other way.
/// </remarks>
internal sealed class RolloutRun
{
    /// <summary>How much evidence a killed process may lose.</summary>
    private static readonly TimeSpan s_evidencePeriod = TimeSpan.FromSeconds(5);

    // A suspended machine must not count as time in the step.
    private static readonly TimeSpan s_longestTick = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly RolloutEnvironment _environment;
    private readonly FlagLedger _ledger;
    private readonly StoreHealth _health;
    private GuardWatch? _watch;
    private volatile RolloutSpec _spec;
    private volatile bool _isOpen;
    private volatile bool _isOver;
    private volatile string? _waiting;
    private long _lastTick;
    private long _lastEvidence;
    private Task _work = Task.CompletedTask;

    public RolloutRun(RolloutEnvironment environment, FlagLedger ledger, RolloutSpec spec)
    {
        _environment = environment;
        _ledger = ledger;
        _spec = spec;
        _health = new StoreHealth(environment.Time);
        _lastTick = _lastEvidence = environment.Time.GetTimestamp();
        Refresh();
    }

    public RolloutSpec Spec => _spec;

    public bool IsOpen => _isOpen;

    /// <summary>What it waits for, for people.</summary>
    public string? Waiting => _health.Problem is { } problem ? $"the state store: {problem}; nothing is raised" : _waiting;

    public RolloutState State => _ledger.Record.Find(_spec.Revision)?.State ?? new RolloutState { Revision = _spec.Revision };

    public bool IsSaved => _ledger.IsSaved && _health.Problem is null;

    public IReadOnlyList<GuardStatus> Guards => _watch is { } watch
        ? watch.Read(guards => guards.Evaluators.Select(e => new GuardStatus(_spec.Candidate, e.Guard, e.Verdict, e.Describe())).ToArray())
        : [];

    /// <summary>Another plan for the same revision: in place, with the evidence of the guards that stay.</summary>
    public void Replan(RolloutSpec spec)
    {
        var evidence = CaptureEvidence();
        _spec = spec;
        if (!_isOpen)
        {
            return;
        }

        Change(state => RolloutStateMachine.Next(spec.Plan, state, new RolloutEvent.Replan(), _environment.Time.GetUtcNow()), evidence);
        lock (_gate)
        {
            _watch?.Stop();
            _watch = null;
        }

        Refresh();
    }

    /// <summary>Takes a tick into the guards: synchronous, so that no store can delay a brake.</summary>
    public void TickGuards() => _watch?.Tick();

    /// <summary>Moves the plan on; at most one such step runs at a time, and a store that hangs delays only this rollout's raises.</summary>
    public Task StepAsync(CancellationToken cancellationToken)
    {
        if (_work.IsCompleted)
        {
            _work = RunStepAsync(cancellationToken);
        }

        return _work;
    }

    public async ValueTask CommandAsync(RolloutVerb verb, OperatorNote note, CancellationToken cancellationToken)
    {
        if (!_isOpen && verb is not (RolloutVerb.Abort or RolloutVerb.Pause))
        {
            throw RolloutErrors.StateUnknown(_spec.Flag);
        }

        if (verb is RolloutVerb.Abort or RolloutVerb.Pause)
        {
            var evidence = CaptureEvidence();
            var refusal = Change(state => Decide(state, verb, note), evidence);
            RolloutErrors.ThrowIfRefused(_spec.Flag, verb, refusal);
            await TryFlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        string? refused = null;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var evidence = verb == RolloutVerb.Retry ? [] : CaptureEvidence();
            RolloutTransition? transition = null;
            var done = await _ledger.TryRaiseAsync(
                record =>
                {
                    var decision = Decide(record.Find(_spec.Revision)?.State ?? State, verb, note);
                    (refused, transition) = (decision.Refusal, decision.Transition);
                    return transition is null
                        ? record
                        : record.With(new RolloutRecord(RolloutStateMachine.Next(_spec.Plan, decision.State, new RolloutEvent.Take(), default).State, evidence));
                },
                cancellationToken).ConfigureAwait(false);
            RolloutErrors.ThrowIfRefused(_spec.Flag, verb, refused);
            if (done)
            {
                if (verb == RolloutVerb.Retry)
                {
                    StopWatching();
                }

                Announce(transition);
                Refresh();
                return;
            }

            Refresh();
        }

        throw RolloutErrors.MovedOn(_spec.Flag);
    }

    /// <summary>Stops here: cleanly, so that the next process does not count a crash.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isOver = true;
        var evidence = CaptureEvidence();
        StopWatching();
        if (_isOpen && State.IsServing)
        {
            Change(state => RolloutStateMachine.Next(_spec.Plan, state, new RolloutEvent.Leave(), default), evidence);
            await TryFlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The definitions ask for another revision, or for none: what runs here is left as cleanly as at a stop, and written by the next write of the flag.</summary>
    public void Retire()
    {
        _isOver = true;
        var evidence = CaptureEvidence();
        StopWatching();
        _ledger.Change(
            record =>
            {
                if (!_isOpen || record.Find(_spec.Revision) is not { State.IsServing: true } rollout)
                {
                    return record;
                }

                var left = RolloutStateMachine.Next(_spec.Plan, rollout.State, new RolloutEvent.Leave(), default).State;
                return record.With(new RolloutRecord(left, evidence));
            },
            isTransition: true);
    }

    public RolloutStatus Status()
    {
        var spec = _spec;
        var state = State;
        return new RolloutStatus
        {
            Flag = spec.Flag,
            Revision = spec.Revision,
            Phase = state.Phase,
            Reason = state.Reason,
            Plan = spec.Plan,
            Step = state.Step,
            Weight = _isOpen ? state.Weight : Assignment.Share.None,
            TimeInStep = state.TimeInStep,
            IsHolding = state.IsHolding,
            Waiting = Waiting,
            IsBaked = state.IsBaked,
            Guards = Guards,
            IsSaved = IsSaved,
            Version = state.Version,
            History = state.History,
        };
    }

    public void StopWatching()
    {
        lock (_gate)
        {
            _watch?.Stop();
            _watch = null;
        }
    }

    /// <summary>Puts what is in force before the calls, and watches while guards decide.</summary>
    public void Refresh()
    {
        var record = _ledger.Record;
        var spec = _spec;
        _environment.Live.Update(spec.Flag, state => LiveProjection.Apply(state, record, spec, _isOpen));
        lock (_gate)
        {
            var rollout = record.Find(spec.Revision);
            if (!_isOpen || _isOver || rollout is not { State.IsGuarded: true } || spec.Plan.Guards.Count == 0)
            {
                _watch?.Stop();
                _watch = null;
            }
            else if (_watch is null or { IsOver: true })
            {
                _watch = Watch(spec, rollout.Evidence);
            }
        }
    }

    private async Task RunStepAsync(CancellationToken cancellationToken)
    {
        var now = _environment.Time.GetTimestamp();
        var elapsed = _environment.Time.GetElapsedTime(_lastTick, now);
        _lastTick = now;
        try
        {
            if (!_isOpen)
            {
                if (_health.MayTry)
                {
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                if (!_isOpen)
                {
                    return;
                }
            }

            await AdvanceAsync(elapsed < s_longestTick ? elapsed : s_longestTick, cancellationToken).ConfigureAwait(false);
            var isDue = _environment.Time.GetElapsedTime(_lastEvidence, now) >= s_evidencePeriod && State.IsGuarded;
            if (_health.MayTry && (isDue || !_ledger.IsSaved))
            {
                _lastEvidence = now;
                var evidence = CaptureEvidence();
                _ledger.Change(record => record.Find(_spec.Revision) is { } rollout ? record.With(rollout with { Evidence = evidence }) : record, isTransition: false);
                await TryFlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            _environment.Log.StepFailed(_spec.Flag, e);
        }
    }

    // The saved state is known: count a crash, plan, and set the serving mark; only then may the candidate be served.
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var spec = _spec;
        var opened = await TryRaiseAsync(
            record =>
            {
                var (state, evidence) = record.Find(spec.Revision) is { } saved ? (saved.State, saved.Evidence) : (new RolloutState { Revision = spec.Revision }, []);
                var now = _environment.Time.GetUtcNow();
                var crash = RolloutStateMachine.Next(spec.Plan, state, new RolloutEvent.Crash(), now);
                var planned = RolloutStateMachine.Next(spec.Plan, crash.State, new RolloutEvent.Replan(), now);
                var taken = RolloutStateMachine.Next(spec.Plan, planned.State, new RolloutEvent.Take(), now);
                var after = record.With(new RolloutRecord(taken.State, crash.Transition is null ? evidence : CrashEvidence.Add(spec.Plan, _environment.Alpha, evidence)));
                return (after, crash.Transition ?? planned.Transition);
            },
            cancellationToken).ConfigureAwait(false);
        if (opened)
        {
            _isOpen = true;
            _environment.Log.Opened(spec.Flag, spec.Revision, State.Phase, State.Weight);
            Refresh();
        }
    }

    private async Task AdvanceAsync(TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var spec = _spec;
        var state = State;
        var tick = Earned(spec.Plan, state, elapsed);
        var decision = RolloutStateMachine.Next(spec.Plan, state, tick, _environment.Time.GetUtcNow());
        _waiting = decision.State.IsHolding ? tick.Evidence : null;
        if (decision.Transition is null)
        {
            if (!ReferenceEquals(decision.State, state))
            {
                Keep(decision.State);
            }
        }
        else if (_health.MayTry)
        {
            // The step is taken from whatever is in force when it is written.
            var evidence = CaptureEvidence();
            if (!await TryRaiseAsync(
                record =>
                {
                    var current = record.Find(spec.Revision)?.State ?? new RolloutState { Revision = spec.Revision };
                    var next = RolloutStateMachine.Next(spec.Plan, current, tick, _environment.Time.GetUtcNow());
                    return next.Transition is null ? (record, null) : (record.With(new RolloutRecord(next.State, evidence)), next.Transition);
                },
                cancellationToken).ConfigureAwait(false) && _health.Problem is not null)
            {
                Keep(state with { TimeInStep = state.TimeInStep + elapsed });
            }
        }
    }

    private void Keep(RolloutState state) => _ledger.Change(
        record => record.Find(_spec.Revision) is { } rollout && rollout.State.Version == state.Version ? record.With(rollout with { State = state }) : record,
        isTransition: false);

    private RolloutEvent.Tick Earned(Plan plan, RolloutState state, TimeSpan elapsed)
    {
        if (state.Phase != RolloutPhase.Progressing || PlanText.NextShare(plan, state.Step) is not { } next || _watch is not { } watch)
        {
            return new RolloutEvent.Tick(elapsed, IsEarned: true, plan.Guards.Count == 0 ? "the plan has no guards" : "");
        }

        return watch.Read(guards =>
        {
            var (isEarned, evidence) = EarnedStep.Check(guards.Evaluators, next);
            return new RolloutEvent.Tick(elapsed, isEarned, evidence);
        });
    }

    private RolloutDecision Decide(RolloutState state, RolloutVerb verb, OperatorNote note)
    {
        RolloutErrors.ThrowIfStale(_spec.Flag, state, note);
        return RolloutStateMachine.Next(_spec.Plan, state, new RolloutEvent.Command(verb, note.Reason, note.By), _environment.Time.GetUtcNow());
    }

    // In force at once, written later.
    private string? Change(Func<RolloutState, RolloutDecision> decide, ImmutableArray<GuardEvidence> evidence)
    {
        RolloutDecision decision = default;
        _ledger.Change(
            record =>
            {
                var state = record.Find(_spec.Revision)?.State ?? new RolloutState { Revision = _spec.Revision };
                decision = decide(state);
                return ReferenceEquals(decision.State, state) ? record : record.With(new RolloutRecord(decision.State, evidence));
            },
            isTransition: true);
        Refresh();
        Announce(decision.Transition);
        return decision.Refusal;
    }

    private async Task<bool> TryRaiseAsync(Func<FlagRecord, (FlagRecord Record, RolloutTransition? Transition)> change, CancellationToken cancellationToken)
    {
        RolloutTransition? transition = null;
        using var limit = _environment.LimitStore(cancellationToken);
        try
        {
            var done = await _ledger.TryRaiseAsync(
                record =>
                {
                    (var after, transition) = change(record);
                    return after;
                },
                limit.Token).ConfigureAwait(false);
            _health.Succeeded();
            Refresh();
            if (done)
            {
                Announce(transition);
            }

            return done;
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            _environment.Log.StoreFailed(_spec.Flag, e, _health.Failed(e));
            return false;
        }
    }

    private async ValueTask TryFlushAsync(CancellationToken cancellationToken)
    {
        using var limit = _environment.LimitStore(cancellationToken);
        try
        {
            if (!await _ledger.TryFlushAsync(limit.Token).ConfigureAwait(false))
            {
                Refresh();
            }

            _health.Succeeded();
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            _environment.Log.StoreFailed(_spec.Flag, e, _health.Failed(e));
        }
    }

    private GuardWatch Watch(RolloutSpec spec, ImmutableArray<GuardEvidence> evidence)
    {
        var candidate = _environment.Windows.Get(spec.Flag, spec.Candidate, spec.Revision);
        var stable = _environment.Windows.Get(spec.Flag, spec.Stable, spec.StableRevision);
        var guards = new CandidateGuards(
            spec.Plan.Guards, candidate, stable, _environment.Alpha, GuardHorizon.Of(spec.Plan), evidence, _environment.Time.GetTimestamp());
        return new GuardWatch(spec.Flag, spec.Candidate, guards, candidate, _environment.Time, OnBreach, (_, e) => _environment.Log.StepFailed(spec.Flag, e));
    }

    // Runs in the thread of the call that ended badly, inside the watch's gate: closes the candidate here, before anything is written anywhere.
    private void OnBreach(GuardWatch watch, string evidence) => Change(
        state => RolloutStateMachine.Next(_spec.Plan, state, new RolloutEvent.Breach(evidence), _environment.Time.GetUtcNow()),
        watch.Guards.Evidence);

    private ImmutableArray<GuardEvidence> CaptureEvidence() => _watch is { } watch
        ? watch.Read(guards => guards.Evidence)
        : _ledger.Record.Find(_spec.Revision)?.Evidence ?? [];

    private void Announce(RolloutTransition? transition)
    {
        if (transition is not null)
        {
            _environment.Announce(_spec, transition);
        }
    }
}
