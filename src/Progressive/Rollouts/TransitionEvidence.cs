using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>Keeps with an entry of history what the guards knew: the same object that a status shows.</summary>
internal static class TransitionEvidence
{
    // Some hundred bytes for each guard, written with every change; what was long ago is told by its sentence.
    private const int MostEntries = 16;

    /// <param name="decision">What was decided.</param>
    /// <param name="guards">What they knew.</param>
    /// <returns>The decision, with that in its entry if it has one.</returns>
    public static RolloutDecision With(RolloutDecision decision, IReadOnlyList<GuardExplanation> guards)
    {
        if (decision.Transition is not { } transition || guards.Count == 0)
        {
            return decision;
        }

        var explained = transition with { Guards = guards };
        var history = decision.State.History.SetItem(decision.State.History.Length - 1, explained);
        var old = history.Length - 1 - MostEntries;
        if (old >= 0 && history[old].Guards.Count > 0)
        {
            history = history.SetItem(old, history[old] with { Guards = [] });
        }

        return decision with { State = decision.State with { History = history }, Transition = explained };
    }
}
