namespace Progressive.Simulation;

/// <summary>How often, and when, a simulated rollout ended in one way.</summary>
/// <param name="Ending"><c>promoted</c> (its bake over), <c>rolled-back</c>, <c>paused</c> (by a breach, until a person decides), <c>at-ceiling</c> (the plan's UpTo) or <c>undecided</c> (still on its way at the horizon).</param>
/// <param name="Cause">The guard, or the reason, behind a rollback or a pause; where it stood, for undecided ones; empty for promoted ones.</param>
/// <param name="Runs">The runs that ended so.</param>
/// <param name="Probability">Their share of all runs.</param>
/// <param name="StandardError">Of that probability; 0 where all or none ended so, which says little about few runs.</param>
/// <param name="Ends">When.</param>
public sealed record SimulatedEnding(string Ending, string Cause, int Runs, double Probability, double StandardError, SimulatedTimes? Ends)
{
    internal const string Promoted = "promoted";
    internal const string RolledBack = "rolled-back";
    internal const string Paused = "paused";
    internal const string AtCeiling = "at-ceiling";
    internal const string Undecided = "undecided";
}
