namespace Progressive.Rollouts;

/// <summary>What the state machine says to an event.</summary>
/// <param name="State">The state from here on; the same instance when nothing changes.</param>
/// <param name="Transition">The entry of history, when there is one.</param>
/// <param name="Refusal">For commands that do not fit the state: why, and what to do instead.</param>
internal readonly record struct RolloutDecision(RolloutState State, RolloutTransition? Transition = null, string? Refusal = null);
