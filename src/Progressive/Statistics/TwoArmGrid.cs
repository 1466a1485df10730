namespace Progressive.Statistics;

/// <summary>Log likelihood ratios of several alternatives to a promise about two arms of the same tick. Immutable; the caller keeps the sums.</summary>
internal abstract class TwoArmGrid(int count)
{
    internal const int Alternatives = 16;

    /// <summary>How many alternatives.</summary>
    internal int Count { get; } = count;

    /// <summary>How the weight of an onset is divided among the alternatives.</summary>
    internal virtual AlternativePriors Priors => AlternativePriors.Even(Count);

    /// <summary>Adds one tick; one with a single arm adds exactly nothing.</summary>
    /// <param name="tick">What both arms did in it.</param>
    /// <param name="stableRate">Stable's rate as estimated from ticks <em>before</em> this one; only alternatives may depend on it, never the promise.</param>
    /// <param name="logLikelihoods">Of <see cref="Count"/> sums.</param>
    internal abstract void Add(in ArmCounts tick, double stableRate, Span<double> logLikelihoods);
}

/// <summary>What two arms did in one tick.</summary>
internal readonly record struct ArmCounts(long CandidateCalls, long CandidateBad, long StableCalls, long StableBad)
{
    internal bool HasBothArms => CandidateCalls > 0 && StableCalls > 0;
}
