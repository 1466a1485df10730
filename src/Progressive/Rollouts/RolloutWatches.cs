using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>Who watches a rollout in this process: its guards while they decide, a watch without an end once it is past its bake, nobody otherwise.</summary>
/// <remarks>Changed under the lock of its <see cref="RolloutRun"/>; read by anybody.</remarks>
internal sealed class RolloutWatches(RolloutEnvironment environment, Func<GuardWatch, GuardEvaluator, bool> onBreach, Action<GuardEvaluator> onAlarm)
{
    private volatile GuardWatch? _guards;
    private volatile PromotionWatch? _promoted;

    /// <summary>The watch over guards that decide; null where none does.</summary>
    public GuardWatch? Guards => _guards;

    public void Tick()
    {
        _guards?.Tick();
        _promoted?.Tick();
    }

    /// <summary>Watches what the record asks for.</summary>
    /// <param name="spec">The rollout.</param>
    /// <param name="record">Its record; null while nobody is to watch.</param>
    public void Follow(RolloutSpec spec, RolloutRecord? record)
    {
        if (record is not { State.IsGuarded: true } || spec.Plan.Guards.Count == 0)
        {
            _guards?.Stop();
            _guards = null;
        }
        else if (_guards is null or { IsOver: true })
        {
            _guards = RolloutGuards.Watch(environment, spec, record.State, record.Evidence, onBreach);
        }

        if (record is not { State.IsLeftAlone: true })
        {
            _promoted?.Stop();
            _promoted = null;
        }
        else
        {
            _promoted ??= PromotionWatch.Start(environment, spec, onAlarm);
        }
    }

    /// <summary>Goes on with other evidence.</summary>
    public void Renew(RolloutSpec spec, RolloutState state, ImmutableArray<GuardEvidence> evidence)
    {
        if (_guards is { IsOver: false } watch)
        {
            watch.Stop();
            _guards = RolloutGuards.Watch(environment, spec, state, evidence, onBreach);
        }
    }

    public void Stop()
    {
        _guards?.Stop();
        _guards = null;
        _promoted?.Stop();
        _promoted = null;
    }
}
