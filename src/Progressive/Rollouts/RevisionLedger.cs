using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>One revision's part of a flag's ledger: changes that are in force at once, changes that are written first, and the store's health.</summary>
/// <param name="environment">What all rollouts share.</param>
/// <param name="ledger">The flag's ledger.</param>
/// <param name="revision">The revision.</param>
/// <param name="refresh">Puts what is in force before the calls; called after every change.</param>
/// <param name="announce">Tells of a transition that is in force.</param>
internal sealed class RevisionLedger(
    RolloutEnvironment environment,
    FlagLedger ledger,
    string revision,
    Action refresh,
    Action<RolloutTransition> announce)
{
    private const int MostFlushes = 3;

    private readonly StoreHealth _health = new(environment.Time);

    public FlagRecord Flag => ledger.Record;

    public RolloutRecord? Record => ledger.Record.Find(revision);

    /// <summary>What the store was last seen to have of this revision.</summary>
    public RolloutRecord? Stored => ledger.Stored.Find(revision);

    public RolloutState State => StateIn(ledger.Record);

    public ImmutableArray<GuardEvidence> Evidence => Record?.Evidence ?? [];

    /// <summary>What is wrong with the store; null while it answers.</summary>
    public string? Problem => _health.Problem;

    public bool MayTry => _health.MayTry;

    public bool HasUnwritten => !ledger.IsSaved;

    public bool IsSaved => ledger.IsSaved && _health.Problem is null;

    public RolloutState StateIn(FlagRecord record) => record.Find(revision)?.State ?? new RolloutState { Revision = revision };

    /// <summary>In force at once, written later.</summary>
    /// <returns>Why the event does not fit the state, for commands.</returns>
    public string? Change(Func<RolloutState, RolloutDecision> decide, ImmutableArray<GuardEvidence> evidence)
    {
        RolloutDecision decision = default;
        ledger.Change(
            record =>
            {
                var state = StateIn(record);
                decision = decide(state);
                return ReferenceEquals(decision.State, state) ? record : record.With(new RolloutRecord(decision.State, evidence));
            },
            isTransition: true);
        refresh();
        if (decision.Transition is { } transition)
        {
            announce(transition);
        }

        return decision.Refusal;
    }

    /// <summary>Progress without a transition: time and holding.</summary>
    public void Keep(RolloutState state) => ledger.Change(
        record => record.Find(revision) is { } rollout && rollout.State.Version == state.Version
            ? record.With(rollout with
            {
                State = rollout.State with { TimeInStep = state.TimeInStep, TimeInBake = state.TimeInBake, TimeHolding = state.TimeHolding, IsHolding = state.IsHolding },
            })
            : record,
        isTransition: false);

    /// <summary>Evidence without a transition.</summary>
    public void Keep(ImmutableArray<GuardEvidence> evidence) => ledger.Change(
        record => record.Find(revision) is { } rollout ? record.With(rollout with { Evidence = evidence }) : record,
        isTransition: false);

    /// <summary>Written first, in force only then. An outage of the store is taken note of and raises nothing.</summary>
    public async Task<bool> TryRaiseAsync(Func<FlagRecord, (FlagRecord Record, RolloutTransition? Transition)> change, CancellationToken cancellationToken)
    {
        try
        {
            return await RaiseAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            environment.Log.StoreFailed(ledger.Flag, e, _health.Failed(e));
            return false;
        }
    }

    /// <summary>Written first, in force only then.</summary>
    /// <returns>False when the record changed meanwhile: the decision has to be made again.</returns>
    public async Task<bool> RaiseAsync(Func<FlagRecord, (FlagRecord Record, RolloutTransition? Transition)> change, CancellationToken cancellationToken)
    {
        RolloutTransition? transition = null;
        using var limit = environment.LimitStore(cancellationToken);
        var done = await ledger.TryRaiseAsync(
            record =>
            {
                (var after, transition) = change(record);
                return after;
            },
            limit.Token).ConfigureAwait(false);
        _health.Succeeded();
        refresh();
        if (done && transition is not null)
        {
            announce(transition);
        }

        return done;
    }

    /// <summary>Writes what is in force. An outage is taken note of; the next tick tries again.</summary>
    public async ValueTask TryFlushAsync(CancellationToken cancellationToken)
    {
        using var limit = environment.LimitStore(cancellationToken);
        try
        {
            // Somebody else wrote meanwhile: both are merged, and what was lowered here shall not wait for the next tick.
            for (var attempt = 0; attempt < MostFlushes && !await ledger.TryFlushAsync(limit.Token).ConfigureAwait(false); attempt++)
            {
                refresh();
            }

            _health.Succeeded();
        }
        catch (Exception e) when (StoreHealth.IsOutage(e, cancellationToken))
        {
            environment.Log.StoreFailed(ledger.Flag, e, _health.Failed(e));
        }
    }

    /// <summary>Others are to hear of what was lowered now and not with the next tick. Waits for nothing; where nobody listens, the tick is soon enough.</summary>
    public void FlushSoon()
    {
        if (ledger.IsShared)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.HasUnwritten ? self.TryFlushAsync(CancellationToken.None).AsTask() : Task.CompletedTask, this, preferLocal: false);
        }
    }
}
