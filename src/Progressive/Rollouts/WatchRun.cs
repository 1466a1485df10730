using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>The guards of a flag without a rollout: a variant that breaches one is closed here, and stays closed until it is restored or changed.</summary>
internal sealed class WatchRun
{
    private readonly Lock _gate = new();
    private readonly RolloutEnvironment _environment;
    private readonly FlagLedger _ledger;
    private readonly StoreHealth _health;
    private readonly WatchSpec _spec;
    private readonly Dictionary<string, GuardWatch> _watches = new(StringComparer.OrdinalIgnoreCase);
    private volatile GuardWatch[] _ticked = [];
    private bool _isOver;
    private Task _work = Task.CompletedTask;

    public WatchRun(RolloutEnvironment environment, FlagLedger ledger, WatchSpec spec)
    {
        _environment = environment;
        _ledger = ledger;
        _spec = spec;
        _health = new StoreHealth(environment.Time);
        Refresh();
    }

    public WatchSpec Spec => _spec;

    public IReadOnlyList<GuardStatus> Guards
    {
        get
        {
            return [.. _ticked.SelectMany(w => w.Read(guards => guards.Evaluators.Select(e => GuardStatus.Of(w.Variant, e)).ToArray()))];
        }
    }

    public void TickGuards()
    {
        foreach (var watch in _ticked)
        {
            watch.Tick();
        }
    }

    public Task StepAsync(CancellationToken cancellationToken)
    {
        if (_work.IsCompleted && !_ledger.IsSaved && _health.MayTry)
        {
            _work = FlushAsync(cancellationToken);
        }

        return _work;
    }

    public void Refresh()
    {
        var record = _ledger.Record;
        _environment.Live.Update(_spec.Flag, state => LiveProjection.Apply(state, _ledger.Record, spec: null, isOpen: true));
        lock (_gate)
        {
            foreach (var (variant, revision) in _spec.Variants)
            {
                var isClosed = record.Closed.Any(c => string.Equals(c.Variant, variant, StringComparison.OrdinalIgnoreCase) && c.Revision == revision);
                var isWatched = _watches.TryGetValue(variant, out var watch) && !watch.IsOver;
                if (isClosed || _isOver)
                {
                    watch?.Stop();
                }
                else if (!isWatched)
                {
                    _watches[variant] = Watch(variant, revision);
                }
            }

            _ticked = [.. _watches.Values];
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var watch in _watches.Values)
            {
                watch.Stop();
            }
        }
    }

    private GuardWatch Watch(string variant, string? revision)
    {
        var window = _environment.Windows.Get(_spec.Flag, variant, revision);
        var reference = _environment.Windows.Get(_spec.Flag, _spec.Reference, _spec.ReferenceRevision);
        var guards = new CandidateGuards(
            _spec.Guards,
            window,
            reference,
            _environment.Alpha,
            GuardHorizon.Default,
            evidence: [],
            _environment.Time.GetTimestamp(),
            _spec.Metrics.Find,
            _environment.Margins);
        return new GuardWatch(
            _spec.Flag,
            variant,
            guards,
            window,
            _environment.Time,
            (_, breached) => Close(variant, revision, breached),
            _environment.Log);
    }

    private bool Close(string variant, string? revision, GuardEvaluator breached)
    {
        var evidence = breached.Describe();
        if (breached.Guard.Mode != GuardMode.Enforce)
        {
            _environment.Log.Reported(_spec.Flag, variant, breached.Guard.Mode, evidence);
            return true;
        }

        _ledger.Change(
            record => record with { Closed = record.Closed.Add(new ClosedVariant(variant, revision, record.After(_environment.Time.GetUtcNow()), evidence)) },
            isTransition: true);
        _environment.Live.Update(_spec.Flag, state => LiveProjection.Apply(state, _ledger.Record, spec: null, isOpen: true));
        _environment.Log.VariantClosed(_spec.Flag, variant, evidence);
        _environment.Announce(_spec.Flag, RolloutNews.Closed, "guard", $"variant '{variant}': {evidence}");
        return false;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var limit = _environment.LimitStore(cancellationToken);
        try
        {
            await _ledger.TryFlushAsync(limit.Token).ConfigureAwait(false);
            _health.Succeeded();
            Refresh();
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            _environment.Log.StoreFailed(_spec.Flag, e, _health.Failed(e));
        }
    }
}
