using Progressive.Assignment;

namespace Progressive.Simulation;

/// <summary>The candidate's share at one moment, over all runs; a rollout that has ended keeps what it ended with.</summary>
/// <param name="At">Time since the start of the rollout.</param>
/// <param name="P10">One run in ten has at most this share.</param>
/// <param name="Median">Half of the runs have at most this share.</param>
/// <param name="P90">Nine runs in ten have at most this share.</param>
public readonly record struct SimulatedWeight(TimeSpan At, Share P10, Share Median, Share P90);
