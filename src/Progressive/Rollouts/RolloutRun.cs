using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>One rollout in this process: keeps the record, the guards and what calls see in step.</summary>
/// <remarks>
/// Lock order: a watch's gate, then this run's. Nothing in here takes a watch's gate while it holds its own, because a breach comes the other way.
/// </remarks>
internal sealed class RolloutRun
{
    // A suspended machine must not count as time in the step.
    private static readonly TimeSpan s_longestTick = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly RolloutEnvironment _environment;
    private readonly RevisionLedger _ledger;
    private readonly TakingUp _takingUp;
    private readonly UnwrittenProgress _unwritten;
    private readonly RolloutWatches _watches;
    private volatile RolloutSpec _spec;
    private volatile bool _isOpen;
    private volatile bool _isOver;
    private volatile string? _waiting;
    private long _lastTick;
    private Task _work = Task.CompletedTask;

    public RolloutRun(RolloutEnvironment environment, FlagLedger ledger, RolloutSpec spec)
    {
        _environment = environment;
        _ledger = new RevisionLedger(environment, ledger, spec.Revision, Refresh, transition => environment.Announce(_spec!, transition));
        _takingUp = new TakingUp(environment);
        _watches = new RolloutWatches(environment, OnBreach, OnAlarm);
        _spec = spec;
        _unwritten = new UnwrittenProgress(environment.Time);
        _lastTick = environment.Time.GetTimestamp();
        Refresh();
    }

    public RolloutSpec Spec => _spec;

    /// <summary>Whether the saved state is known and the serving mark is written; before that the candidate is served to nobody.</summary>
    public bool IsOpen => _isOpen;

    public RolloutState State => _ledger.State;

    public bool IsSaved => _ledger.IsSaved;

    /// <summary>Why everybody gets Off, so that the rollout stands still; null while the flag is on.</summary>
    public string? Off => WhyOff();

    /// <summary>The freeze that is on by the wall clock; null for none.</summary>
    public Freeze? Freeze => _spec.Plan.Freeze.Count == 0 ? null : FreezeCalendar.Find(_spec.Plan.Freeze, _environment.Time.GetUtcNow());

    /// <summary>Whom the candidate reaches in this process, for people.</summary>
    public string? Reach => RolloutReach.Of(_environment, _spec);

    /// <summary>What it waits for, for people.</summary>
    public string? Waiting => _ledger.Problem is { } problem ? $"the state store: {problem}; nothing is raised"
        : _environment.IsSettling ? "the state store has lost what it had; nothing is raised until every process has told what it remembers"
        : WhyOff() is { } off ? off
        : RolloutWaiting.Of(_waiting, _spec, _environment);

    /// <summary>What the guards say; where none watches (the rollout is over, or not taken up), what they said last.</summary>
    public IReadOnlyList<GuardStatus> Guards => _watches.Guards is { } watch
        ? watch.Read(guards => guards.Evaluators.Select(e => GuardStatus.Of(_spec.Candidate, e)).ToArray())
        : RolloutGuards.SaidLast(_environment, _spec, _ledger.Evidence);

    /// <summary>Another plan for the same revision: in place, with the evidence of the guards that stay.</summary>
    public void Replan(RolloutSpec spec)
    {
        _watches.Guards?.Tick();
        var evidence = CaptureEvidence();
        bool isOpen;
        lock (_gate)
        {
            _spec = spec;
            isOpen = _isOpen;
        }

        if (isOpen)
        {
            StopWatching();
            _ledger.Keep(evidence);
            _ledger.Change(state => Next(state, new RolloutEvent.Replan()), evidence);
            Refresh();
        }
    }

    /// <summary>Takes a tick into the guards: synchronous, so that no store can delay a brake.</summary>
    public void TickGuards() => _watches.Tick();

    /// <summary>Moves the plan on; at most one such step runs at a time, and a store that hangs delays only this rollout's raises.</summary>
    public Task StepAsync(CancellationToken cancellationToken)
    {
        if (_work.IsCompleted)
        {
            _work = RunStepAsync(cancellationToken);
        }

        return _work;
    }

    /// <summary>Does what an operator says.</summary>
    /// <exception cref="ProgressiveException">It does not fit the state, the state is unknown, or it has moved on.</exception>
    /// <exception cref="State.StateStoreException">A raise could not be written.</exception>
    public async ValueTask CommandAsync(RolloutVerb verb, OperatorNote note, CancellationToken cancellationToken)
    {
        if (verb is RolloutVerb.Abort or RolloutVerb.Pause)
        {
            var explanations = Explain();
            RolloutErrors.ThrowIfRefused(_spec.Flag, verb, _ledger.Change(state => TransitionEvidence.With(Decide(state, verb, note), explanations), CaptureEvidence()));
            await _ledger.TryFlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!_isOpen)
        {
            throw RolloutErrors.StateUnknown(_spec.Flag);
        }

        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await TryRaiseByCommandAsync(verb, note, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw RolloutErrors.MovedOn(_spec.Flag);
    }

    /// <summary>Leaves cleanly, so that the next process does not count a crash; the definitions ask for another revision, or the process stops.</summary>
    public void Leave()
    {
        bool mayServe;
        lock (_gate)
        {
            _isOver = true;
            mayServe = _isOpen;
        }

        var evidence = CaptureEvidence();
        StopWatching();
        if (State is { IsServing: true } state && (mayServe || _takingUp.IsOwnMark(state)))
        {
            _ledger.Change(s => Next(s, new RolloutEvent.Leave()), evidence);
        }
    }

    /// <summary>Leaves cleanly and writes it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Leave();
        // Again after a conflict: a write that was given up as lost has happened after all, and brought the mark back.
        for (var attempt = 0; attempt < 3 && (_ledger.HasUnwritten || (attempt == 0 && _takingUp.IsTried && !_isOpen)); attempt++)
        {
            await _ledger.TryFlushAsync(cancellationToken).ConfigureAwait(false);
            if (_ledger.Problem is not null)
            {
                return;
            }

            Leave();
        }
    }

    public void StopWatching()
    {
        lock (_gate)
        {
            _watches.Stop();
        }
    }

    /// <summary>Puts what is in force before the calls, and watches while guards decide.</summary>
    public void Refresh()
    {
        var spec = _spec;
        lock (_gate)
        {
            _watches.Follow(spec, _isOver || !_isOpen ? null : _ledger.Flag.Find(spec.Revision));
        }

        // After the watch, so that no call is served unwatched; and from the record in force inside the update, so that of two refreshes at once
        // neither can put back what the other has taken away.
        _environment.Live.Update(spec.Flag, state => _isOver ? state : LiveProjection.Apply(state, _ledger.Flag, spec, _isOpen));
    }

    private async Task RunStepAsync(CancellationToken cancellationToken)
    {
        var now = _environment.Time.GetTimestamp();
        var elapsed = _environment.Time.GetElapsedTime(_lastTick, now);
        _lastTick = now;
        try
        {
            if (!_isOpen && _ledger.MayTry)
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!_isOpen || _isOver)
            {
                return;
            }

            await AdvanceAsync(elapsed < s_longestTick ? elapsed : s_longestTick, cancellationToken).ConfigureAwait(false);
            if (_ledger.MayTry && (_ledger.HasUnwritten
                || (State is { IsGuarded: true } state && _unwritten.IsDue(now) && UnwrittenProgress.IsWorthAWrite(_ledger.Stored, state, CaptureEvidence()))))
            {
                _ledger.Keep(CaptureEvidence());
                await _ledger.TryFlushAsync(cancellationToken).ConfigureAwait(false);
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
        var opened = await _ledger.TryRaiseAsync(record => _takingUp.Apply(record, spec), cancellationToken).ConfigureAwait(false);
        if (!opened)
        {
            return;
        }

        (bool IsOver, bool IsReplanned) meanwhile;
        lock (_gate)
        {
            _isOpen = true;
            meanwhile = (_isOver, !ReferenceEquals(_spec, spec));
        }

        if (meanwhile.IsOver)
        {
            // Left while the mark was being written: nobody was served, and whoever left has not seen the mark.
            Leave();
            return;
        }

        if (meanwhile.IsReplanned)
        {
            _ledger.Change(state => Next(state, new RolloutEvent.Replan()), _ledger.Evidence);
        }

        _environment.Log.Opened(spec.Flag, spec.Revision, State.Phase, State.Weight);
        Refresh();
    }

    private async Task AdvanceAsync(TimeSpan elapsed, CancellationToken cancellationToken)
    {
        // Nobody is served the candidate of a flag that is off, so nothing is learnt and no time in the step passes.
        if (WhyOff() is not null || _environment.IsSettling)
        {
            return;
        }

        var state = State;
        if (state.Phase is RolloutPhase.Paused or RolloutPhase.RolledBack || (state.IsBaked && !PlanCourse.IsCommitAhead(_spec.Plan, state)))
        {
            // No tick moves these; a thousand of them shall not cost anything.
            _waiting = null;
            return;
        }

        var tick = StepEvidence.Tick(_spec.Plan, state, elapsed, _watches.Guards, Freeze?.ToString());
        var decision = Next(state, tick);
        _waiting = RolloutWaiting.For(_spec.Plan, decision.State, tick);
        if (decision.State.Phase == RolloutPhase.RolledBack && state.Phase != RolloutPhase.RolledBack)
        {
            // The plan gives up on an undecided candidate: that lowers, and waits for no store.
            var explanations = Explain();
            _ledger.Change(
                current => current.Version == state.Version ? TransitionEvidence.With(Next(current, tick), explanations) : new RolloutDecision(current),
                CaptureEvidence());
            return;
        }

        if (decision.Transition is null)
        {
            if (!ReferenceEquals(decision.State, state))
            {
                _ledger.Keep(decision.State);
            }

            return;
        }

        if (_ledger.MayTry && await RaiseByTickAsync(tick, state, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // Not raised: the time counts all the same, so that the step is taken as soon as it can be written.
        _ledger.Keep(state with { TimeInStep = state.TimeInStep + elapsed });
    }

    private Task<bool> RaiseByTickAsync(RolloutEvent.Tick tick, RolloutState earnedIn, CancellationToken cancellationToken)
    {
        var (evidence, explanations) = (CaptureEvidence(), Explain());
        var earnedBy = _spec;
        return _ledger.TryRaiseAsync(
            record =>
            {
                // What was earned was earned for this step of this plan, and may have waited for its turn to be written.
                var state = _ledger.StateIn(record);
                if (_isOver || state.Version != earnedIn.Version || !ReferenceEquals(earnedBy, _spec) || WhyOff() is not null)
                {
                    return (record, null);
                }

                var next = TransitionEvidence.With(Next(state, tick), explanations);
                return next.Transition is null ? (record, null) : (record.With(new RolloutRecord(next.State, evidence)), next.Transition);
            },
            cancellationToken);
    }

    private async ValueTask<bool> TryRaiseByCommandAsync(RolloutVerb verb, OperatorNote note, CancellationToken cancellationToken)
    {
        string? refusal = null;
        var evidence = verb == RolloutVerb.Retry ? [] : verb == RolloutVerb.Resume ? RolloutGuards.WithoutBreaches(_spec.Plan, State, CaptureEvidence()) : CaptureEvidence();
        var explanations = Explain();
        var done = await _ledger.RaiseAsync(
            record =>
            {
                if (_isOver)
                {
                    // The definitions ask for something else meanwhile; a serving mark set now would never be cleared.
                    throw RolloutErrors.MovedOn(_spec.Flag);
                }

                var decision = TransitionEvidence.With(Decide(_ledger.StateIn(record), verb, note), explanations);
                refusal = decision.Refusal;
                return decision.Transition is null
                    ? (record, null)
                    : (record.With(new RolloutRecord(Next(decision.State, new RolloutEvent.Take()).State, evidence)), decision.Transition);
            },
            cancellationToken).ConfigureAwait(false);
        RolloutErrors.ThrowIfRefused(_spec.Flag, verb, refusal);
        if (done && verb == RolloutVerb.Resume)
        {
            Rewatch(evidence);
        }

        return done;
    }

    private string? WhyOff() => LiveProjection.WhyOff(_environment.Live.Current, _spec.Flag);

    private RolloutDecision Decide(RolloutState state, RolloutVerb verb, OperatorNote note)
    {
        RolloutErrors.ThrowIfStale(_spec.Flag, state, note);
        return Next(state, new RolloutEvent.Command(verb, note.Reason, note.By, Freeze?.ToString()));
    }

    private RolloutDecision Next(RolloutState state, RolloutEvent happened) =>
        RolloutStateMachine.Next(_spec.Plan, state, happened, _environment.Time.GetUtcNow());

    // Runs in the thread of the call that ended badly, inside the watch's gate: closes the candidate here, before anything is written anywhere.
    private bool OnBreach(GuardWatch watch, GuardEvaluator breached)
    {
        var happened = new RolloutEvent.Breach(breached.Describe(), breached.Guard.ToString(), breached.Guard.Mode);
        GuardExplanation[] explanation = [breached.Explain()];
        _ledger.Change(state => TransitionEvidence.With(Next(state, happened), explanation), watch.Guards.Evidence);
        _ledger.FlushSoon();
        return State.IsGuarded;
    }

    // Past the bake: said, and nothing else.
    private void OnAlarm(GuardEvaluator alarming)
    {
        var happened = new RolloutEvent.Breach($"after promotion: {alarming.Describe()}", alarming.Guard.ToString());
        GuardExplanation[] explanation = [alarming.Explain()];
        _ledger.Change(state => TransitionEvidence.With(Next(state, happened), explanation), _ledger.Evidence);
    }

    private void Rewatch(ImmutableArray<GuardEvidence> evidence)
    {
        lock (_gate)
        {
            _watches.Renew(_spec, State, evidence);
        }
    }

    private GuardExplanation[] Explain() => _watches.Guards is { } watch ? watch.Read(guards => guards.Evaluators.Select(e => e.Explain()).ToArray()) : [];

    private ImmutableArray<GuardEvidence> CaptureEvidence() => _watches.Guards is { } watch ? watch.Read(guards => guards.Evidence) : _ledger.Evidence;
}
