namespace Progressive.Guards;

/// <summary>Whether a guard lets a rollout take its next step.</summary>
/// <param name="Applicable">False for guards relative to stable, of which nothing is asked yet.</param>
/// <param name="Earned">Whether every candidate rate that would take the service outside the guard at the next share is excluded.</param>
/// <param name="RateToExclude">The lowest such rate: the bound divided by the next share.</param>
/// <param name="WorstRate">The highest rate not excluded yet.</param>
/// <param name="MissingCalls">How many more good candidate calls, without a bad one, would exclude it; <see cref="long.MaxValue"/> when no sensible number would.</param>
internal readonly record struct EarnedResult(bool Applicable, bool Earned, double RateToExclude, double WorstRate, long MissingCalls);
