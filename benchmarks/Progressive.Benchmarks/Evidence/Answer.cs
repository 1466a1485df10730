namespace Progressive.Benchmarks.Evidence;

/// <summary>How one call ends.</summary>
/// <param name="Fails">Whether it ends in an error.</param>
/// <param name="Measure">What it records as <see cref="RolloutSimulation.Measure"/>; NaN for nothing.</param>
/// <param name="Takes">How long it takes.</param>
internal readonly record struct Answer(bool Fails, double Measure = double.NaN, TimeSpan Takes = default);

/// <summary>Draws how a call of one variant ends.</summary>
internal delegate Answer Arm(Numbers numbers);
