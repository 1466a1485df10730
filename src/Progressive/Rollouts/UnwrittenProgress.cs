using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What a killed process would lose, between transitions: evidence is worth a write every five seconds, time alone one a minute.</summary>
/// <remarks>A store's writes are what a thousand rollouts share. Where nobody calls and no time counts, nothing is written at all.</remarks>
internal sealed class UnwrittenProgress(TimeProvider time)
{
    /// <summary>How much evidence a killed process may lose.</summary>
    private static readonly TimeSpan s_evidencePeriod = TimeSpan.FromSeconds(5);

    /// <summary>How much time in a step, or in the bake, it may lose.</summary>
    private static readonly TimeSpan s_mostTime = TimeSpan.FromMinutes(1);

    private long _lastLook = time.GetTimestamp();

    /// <summary>Whether it is time to look; that starts the next period.</summary>
    public bool IsDue(long now)
    {
        if (time.GetElapsedTime(_lastLook, now) < s_evidencePeriod)
        {
            return false;
        }

        _lastLook = now;
        return true;
    }

    public static bool IsWorthAWrite(RolloutRecord? stored, RolloutState state, ImmutableArray<GuardEvidence> evidence) =>
        stored is null || Differs(stored.Evidence, evidence) || IsLong(stored.State, state);

    // Whatever a guard takes in counts a tick or a call; its accumulators do not change without.
    private static bool Differs(ImmutableArray<GuardEvidence> stored, ImmutableArray<GuardEvidence> now)
    {
        if (stored.Length != now.Length)
        {
            return true;
        }

        for (var i = 0; i < now.Length; i++)
        {
            var (before, after) = (stored[i], now[i]);
            if (before.Ticks != after.Ticks
                || before.CandidateCalls != after.CandidateCalls
                || before.CandidateBad != after.CandidateBad
                || before.StableCalls != after.StableCalls
                || before.StableBad != after.StableBad
                || before.Breached != after.Breached
                || before.Guard != after.Guard)
            {
                return true;
            }
        }

        return false;
    }

    // A step that holds has had its time.
    private static bool IsLong(RolloutState stored, RolloutState state) =>
        !state.IsHolding && (state.TimeInStep - stored.TimeInStep >= s_mostTime || state.TimeInBake - stored.TimeInBake >= s_mostTime);
}
