using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Progressive.Diagnostics;
using Progressive.Rollouts.Fleet;
using Progressive.State;

namespace Progressive.Rollouts;

/// <summary>Every rollout and every watched flag of this process: takes specs from the definitions, ticks, and answers operators.</summary>
internal sealed class RolloutEngine : IRollouts, IDisposable
{
    private readonly RolloutEnvironment _environment;
    private readonly UnnamedMeasures _unnamed;
    private readonly StateStore _store;
    private readonly Lock _applying = new();
    private readonly ConcurrentDictionary<string, FlagLedger> _ledgers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, RolloutRun> _runs = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, WatchRun> _watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> _unreadable = new(StringComparer.OrdinalIgnoreCase);
    private readonly StoreHealth _health;
    private readonly StateFollower? _follower;
    private volatile RolloutRun[] _tickedRuns = [];
    private volatile WatchRun[] _tickedWatches = [];
    private volatile bool _isStateKnown;
    private int _ticking;

    public RolloutEngine(RolloutEnvironment environment, StateStore store, ProgressiveTelemetry telemetry)
    {
        _environment = environment;
        _unnamed = new UnnamedMeasures(environment.Log);
        _store = store;
        _health = new StoreHealth(environment.Time);
        _follower = store.IsShared ? new StateFollower(store, environment, Take, () => _ledgers.Keys.ToArray(), key => Ledger(key).StoredVersion) : null;
        telemetry.ObserveWeights(ReadWeights);
        telemetry.ObserveVerdicts(ReadVerdicts);
    }

    /// <summary>Whether the store has been read, so that what was decided before the start is in force.</summary>
    public bool IsStateKnown => _isStateKnown;

    /// <summary>Whether every rollout has been taken up.</summary>
    public bool AreRolloutsOpen => Array.TrueForAll(_tickedRuns, static r => r.IsOpen);

    /// <summary>Puts the rollouts and guards that the definitions ask for in place of those before.</summary>
    public void Apply(IReadOnlyList<RolloutSpec> rollouts, IReadOnlyList<WatchSpec> watches)
    {
        lock (_applying)
        {
            _unnamed.Tell(rollouts, watches);
            var wanted = rollouts.ToDictionary(r => r.Flag, StringComparer.OrdinalIgnoreCase);
            foreach (var (flag, run) in _runs)
            {
                if (!wanted.TryGetValue(flag, out var spec) || spec.Revision != run.Spec.Revision || spec.Candidate != run.Spec.Candidate || spec.Stable != run.Spec.Stable)
                {
                    _runs.TryRemove(flag, out _);
                    run.Leave();
                }
            }

            foreach (var spec in rollouts)
            {
                if (!_runs.TryGetValue(spec.Flag, out var run))
                {
                    _runs[spec.Flag] = new RolloutRun(_environment, Ledger(spec.Flag), spec);
                }
                else if (!run.Spec.Equals(spec))
                {
                    run.Replan(spec);
                }
            }

            // Guards without a rollout begin anew when anything about them changes; what they closed stays closed.
            var wantedWatches = watches.ToDictionary(w => w.Flag, StringComparer.OrdinalIgnoreCase);
            foreach (var (flag, run) in _watches)
            {
                if (!wantedWatches.TryGetValue(flag, out var watch) || !watch.IsSame(run.Spec))
                {
                    _watches.TryRemove(flag, out _);
                    run.Stop();
                }
            }

            foreach (var spec in watches)
            {
                if (!_watches.ContainsKey(spec.Flag))
                {
                    _watches[spec.Flag] = new WatchRun(_environment, Ledger(spec.Flag), spec);
                }
            }

            // The values of a concurrent dictionary are a copy each time, which is too much for every tick.
            (_tickedRuns, _tickedWatches) = ([.. _runs.Values], [.. _watches.Values]);
            foreach (var ledger in _ledgers.Values)
            {
                if (!_runs.ContainsKey(ledger.Flag) && !_watches.ContainsKey(ledger.Flag))
                {
                    Project(ledger);
                }
            }
        }
    }

    /// <summary>Reads what was decided before; a store that cannot be read is tried again on ticks.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        using var limit = _environment.LimitStore(cancellationToken);
        try
        {
            var reading = await _store.ReadAsync(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
            foreach (var record in reading.Records.Values)
            {
                if (FlagRecordJson.TryRead(record.Content.Span, out var flag, out var error))
                {
                    Ledger(record.Key).Load(flag, record.Version);
                }
                else
                {
                    _unreadable[record.Key] = 0;
                    _environment.Log.RecordUnreadable(record.Key, error);
                }
            }

            lock (_applying)
            {
                _isStateKnown = true;
                foreach (var ledger in _ledgers.Values)
                {
                    Refresh(ledger);
                }
            }

            _health.Succeeded();
            _environment.Log.Started(_store.Description);
            if (_follower is not null)
            {
                _environment.Log.StoreIsShared(_store.Description);
                _follower.Start(reading);
            }
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            if (_health.Failed(e))
            {
                _environment.Log.ReadFailed(_store.Description, e);
            }
        }
    }

    /// <summary>One tick: first every guard, which waits for nothing, then every rollout's next step.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        // A tick that takes longer than its period must not run beside itself; the next one takes in what this one missed.
        if (Interlocked.Exchange(ref _ticking, 1) == 1)
        {
            return;
        }

        try
        {
            foreach (var run in _tickedRuns)
            {
                run.TickGuards();
            }

            foreach (var watch in _tickedWatches)
            {
                watch.TickGuards();
            }
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }

        if (!_isStateKnown)
        {
            if (_health.MayTry)
            {
                await LoadAsync(cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        _follower?.Tick();
        List<Task>? waiting = null;
        foreach (var run in _tickedRuns)
        {
            if (!_unreadable.ContainsKey(run.Spec.Flag) && run.StepAsync(cancellationToken) is { IsCompletedSuccessfully: false } work)
            {
                (waiting ??= []).Add(work);
            }
        }

        foreach (var watch in _tickedWatches)
        {
            if (watch.StepAsync(cancellationToken) is { IsCompletedSuccessfully: false } work)
            {
                (waiting ??= []).Add(work);
            }
        }

        foreach (var (_, ledger) in _ledgers)
        {
            // Kills of plain flags, and what a rollout left behind when its definition went.
            if (!ledger.IsSaved && _health.MayTry && !_runs.ContainsKey(ledger.Flag) && !_watches.ContainsKey(ledger.Flag))
            {
                (waiting ??= []).Add(FlushAsync(ledger, cancellationToken));
            }
        }

        if (waiting is not null)
        {
            await Task.WhenAll(waiting).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves every rollout cleanly.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_follower is not null)
        {
            await _follower.StopAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(_runs.Values.Select(r => r.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    public IReadOnlyList<RolloutStatus> List() => [.. _runs.Values.OrderBy(r => r.Spec.Flag, StringComparer.OrdinalIgnoreCase).Select(RolloutSummary.Of)];

    public RolloutStatus? Find(string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _runs.TryGetValue(flag, out var run) ? RolloutSummary.Of(run) : null;
    }

    public IReadOnlyList<GuardStatus> GuardsOf(string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _runs.TryGetValue(flag, out var run) ? run.Guards : _watches.TryGetValue(flag, out var watch) ? watch.Guards : [];
    }

    public async ValueTask<RolloutStatus> CommandAsync(string flag, RolloutVerb verb, OperatorNote note, CancellationToken cancellationToken = default)
    {
        RolloutErrors.Check(flag, note);
        if (!_runs.TryGetValue(flag, out var run))
        {
            throw RolloutErrors.NoRollout(flag);
        }

        await run.CommandAsync(verb, note, cancellationToken).ConfigureAwait(false);
        return RolloutSummary.Of(run);
    }

    public async ValueTask<bool> KillAsync(string flag, OperatorNote note, CancellationToken cancellationToken = default)
    {
        RolloutErrors.Check(flag, note);
        ThrowIfUnknown(flag);
        var ledger = Ledger(flag);
        ledger.Change(record => record with { Kill = record.Kill ?? new KillRecord(record.After(_environment.Time.GetUtcNow()), note.By, note.Reason) }, isTransition: true);
        Refresh(ledger);
        _environment.Log.Killed(flag, note.By, note.Reason);
        _environment.Announce(flag, RolloutNews.Killed, note.By, note.Reason);
        using var limit = _environment.LimitStore(cancellationToken);
        try
        {
            return await ledger.TryFlushAsync(limit.Token).ConfigureAwait(false) || await ledger.TryFlushAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            _environment.Log.StoreFailed(flag, e, isNews: true);
            return false;
        }
    }

    public async ValueTask RestoreAsync(string flag, OperatorNote note, CancellationToken cancellationToken = default)
    {
        RolloutErrors.Check(flag, note);
        ThrowIfUnknown(flag);
        var ledger = Ledger(flag);
        using var limit = _environment.LimitStore(cancellationToken);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await ledger.TryRaiseAsync(record => record.Restore(_environment.Time.GetUtcNow()), limit.Token).ConfigureAwait(false))
            {
                Refresh(ledger);
                _environment.Log.Restored(flag, note.By, note.Reason);
                _environment.Announce(flag, RolloutNews.Restored, note.By, note.Reason);
                return;
            }
        }

        throw RolloutErrors.MovedOn(flag);
    }

    public void Dispose()
    {
        _follower?.Dispose();
        foreach (var run in _runs.Values)
        {
            run.StopWatching();
        }

        foreach (var watch in _watches.Values)
        {
            watch.Stop();
        }

        foreach (var ledger in _ledgers.Values)
        {
            ledger.Dispose();
        }
    }

    private async Task FlushAsync(FlagLedger ledger, CancellationToken cancellationToken)
    {
        using var limit = _environment.LimitStore(cancellationToken);
        try
        {
            await ledger.TryFlushAsync(limit.Token).ConfigureAwait(false);
            _health.Succeeded();
            Refresh(ledger);
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            _environment.Log.StoreFailed(ledger.Flag, e, _health.Failed(e));
        }
    }

    // A mistyped key must not look like a brake that was pulled.
    private void ThrowIfUnknown(string flag)
    {
        if (!_environment.Live.Current.TryGet(flag, out _) && !_ledgers.ContainsKey(flag))
        {
            throw RolloutErrors.NoFlag(flag);
        }
    }

    // Something was written by another process, or forgotten by the store.
    private void Take(string key, StateRecord? current, long known)
    {
        var ledger = Ledger(key);
        try
        {
            if (!ledger.Take(current, known))
            {
                return;
            }

            _unreadable.TryRemove(key, out _);
        }
        catch (StateStoreException e)
        {
            if (_unreadable.TryAdd(key, 0))
            {
                _environment.Log.RecordUnreadable(key, e.Message);
            }

            return;
        }

        Refresh(ledger);
    }

    private FlagLedger Ledger(string flag) => _ledgers.GetOrAdd(flag, static (key, store) => new FlagLedger(key, store), _store);

    private void Refresh(FlagLedger ledger)
    {
        if (_runs.TryGetValue(ledger.Flag, out var run))
        {
            run.Refresh();
        }
        else if (_watches.TryGetValue(ledger.Flag, out var watch))
        {
            watch.Refresh();
        }
        else
        {
            Project(ledger);
        }
    }

    private void Project(FlagLedger ledger) =>
        _environment.Live.Update(ledger.Flag, state => LiveProjection.Apply(state, ledger.Record, spec: null, isOpen: true));

    private IEnumerable<Measurement<double>> ReadWeights() => _runs.Values.Select(r => new Measurement<double>(
        r.State.Weight.Fraction,
        new(TelemetryNames.FlagKey, r.Spec.Flag),
        new(TelemetryNames.Variant, r.Spec.Candidate),
        new(TelemetryNames.Version, r.Spec.Revision)));

    private IEnumerable<Measurement<int>> ReadVerdicts() =>
        from flag in _runs.Keys.Concat(_watches.Keys)
        from guard in GuardsOf(flag)
        select new Measurement<int>(
            (int)guard.Verdict,
            new(TelemetryNames.FlagKey, flag),
            new(TelemetryNames.Variant, guard.Variant),
            new("progressive.guard", guard.Guard.ToString()));
}
