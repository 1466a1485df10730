using Progressive.Flags;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>What probes are told, from cached state alone. Nothing that other processes share makes this one unready.</summary>
internal sealed class Readiness(
    DefinitionLoader loader,
    LiveFlags live,
    RolloutEngine engine,
    VariantReadiness? variants,
    TimeProvider time) : IProgressiveReadiness
{
    // Saved state that cannot be read keeps candidates closed; it does not keep the process from serving stable.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly long _created = time.GetTimestamp();

    public bool IsStarted => loader.Current is not null
        && ((engine.IsStateKnown && engine.AreRolloutsOpen) || time.GetElapsedTime(_created) >= s_patience)
        && variants is not { HoldsStart: true };

    public bool IsReady(IReadOnlyList<string> requiredFlags, out string? why)
    {
        ArgumentNullException.ThrowIfNull(requiredFlags);
        var current = live.Current;
        foreach (var key in requiredFlags)
        {
            if (!current.TryGet(key, out var flag))
            {
                why = $"flag '{key}' is not defined";
                return false;
            }

            var stable = flag.Parts.Rollout?.Stable ?? flag.Parts.Off;
            if (flag.UnavailabilityOf(stable) is { } unavailable)
            {
                why = $"'{flag.Parts.Variants[stable].Name}' of flag '{key}' cannot serve: {unavailable.Cause}";
                return false;
            }
        }

        why = null;
        return true;
    }
}
