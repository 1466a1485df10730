using Progressive.Flags;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>What a flag's definition comes to, together with code.</summary>
/// <param name="Parts">What calls are decided by.</param>
/// <param name="Rollout">The rollout that is asked for, if this build has its candidate.</param>
/// <param name="Watch">The guards of a flag without a rollout.</param>
/// <param name="Missing">Variants that this build has no code for.</param>
/// <param name="Definition">What was written.</param>
internal sealed record FlagCompilation(CompiledFlagParts Parts, RolloutSpec? Rollout, WatchSpec? Watch, IReadOnlyList<string> Missing, FlagDefinition Definition);
