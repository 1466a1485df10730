using Progressive.Guards;

namespace Progressive.Simulation;

/// <summary>What happened to a candidate whose failures are a multiple of what a guard allows.</summary>
/// <param name="Guard">The guard.</param>
/// <param name="Factor">How many times the allowed rate the candidate fails.</param>
/// <param name="Rate">That rate, at most 1.</param>
/// <param name="Runs">The runs that were made.</param>
/// <param name="Stopped">The runs in which an enforced guard was breached: by the plan that takes the candidate back, pauses or only alerts.</param>
/// <param name="MeanBadCalls">The mean number of bad candidate answers until then, over those runs; NaN without any.</param>
/// <param name="StandardError">Of that mean; NaN for fewer than two runs.</param>
/// <param name="MostBadCalls">Nine runs in ten had at most as many; 0 without any.</param>
/// <param name="MeanCalls">The mean number of candidate calls until then; NaN without any.</param>
/// <param name="Ends">When the breach came.</param>
public sealed record SimulatedFault(
    Guard Guard, double Factor, double Rate, int Runs, int Stopped, double MeanBadCalls, double StandardError, long MostBadCalls, double MeanCalls, SimulatedTimes? Ends);
