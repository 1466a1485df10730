using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>What became of one step of the plan.</summary>
/// <param name="Step">The step.</param>
/// <param name="Ends">When the plan went on from it; for the last step the end of the bake. Null where no run got that far.</param>
/// <param name="EndedRuns">The runs in which it ended so.</param>
/// <param name="CandidateCalls">The mean number of candidate calls in it, over the runs that reached it.</param>
/// <param name="VisibleErrorRate">
/// The lowest candidate error rate that a guard on errors can be expected to see within the step's own time, by the information in that many calls (Wald 1945);
/// null where the step has no time of its own or no such guard applies. 1 means not even a candidate that always fails.
/// </param>
public sealed record SimulatedStep(Step Step, SimulatedTimes? Ends, int EndedRuns, double CandidateCalls, double? VisibleErrorRate);
