using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// One kind of test. It says what a tick adds to the evidence of each alternative, and what of the opposite is excluded; <see cref="GuardEvaluator"/> sums over onsets, judges and
/// saves. A test holds no counts but those of the running tick and its evidence for exclusion. Not safe for several threads.
/// </summary>
internal abstract class GuardTest(Guard guard)
{
    internal Guard Guard { get; } = guard;

    /// <summary>How many likelihood ratios the accumulator keeps.</summary>
    internal abstract int Alternatives { get; }

    /// <summary>How the weight of an onset is divided among them; evenly, unless an alternative is the likelier or the costlier one to find late.</summary>
    internal virtual AlternativePriors Priors => AlternativePriors.Even(Alternatives);

    /// <summary>Whether a bad call may be judged before its tick is over; not where its weight depends on the whole tick.</summary>
    internal virtual bool LooksWithinTicks => false;

    /// <summary>For quantiles against stable, the value the candidate's are compared with; NaN for others and while there is none.</summary>
    internal virtual double Limit => double.NaN;

    /// <summary>What a late bad call adds to each log likelihood ratio; empty when no call is late.</summary>
    internal virtual ReadOnlySpan<double> PerLateCall => default;

    /// <summary>Values of the guard's measure; belong to the running tick.</summary>
    internal virtual void Take(GuardArm arm, ReadOnlySpan<double> values)
    {
    }

    /// <summary>Whether the tick can say anything; one that cannot spends nothing of the allowance for false alarms.</summary>
    internal abstract bool IsNews(in GuardSample tick);

    /// <summary>What the running tick counts.</summary>
    internal abstract GuardTally Count(in GuardSample tick);

    /// <summary>Writes what the running tick adds to each log likelihood ratio, late bad calls apart.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="before">What was counted before it: all that alternatives may depend on.</param>
    /// <param name="withRunning">Whether calls still running count as good.</param>
    /// <param name="logLikelihoods">Of <see cref="Alternatives"/>.</param>
    internal abstract void LogLikelihoods(in GuardSample tick, in GuardTally before, bool withRunning, Span<double> logLikelihoods);

    /// <summary>The late bad calls of the tick, of <see cref="PerLateCall"/> each. Asked for after <see cref="LogLikelihoods"/>.</summary>
    internal virtual LateCounts Late(in GuardSample tick) => default;

    /// <summary>Whether enough was seen to breach at all.</summary>
    internal abstract bool MayBreach(in GuardTally seen);

    /// <summary>Ends the tick.</summary>
    internal abstract void Commit(in GuardSample tick, in GuardTally before);

    /// <summary>Whether the opposite of the guard is excluded, at 95 % and at any time.</summary>
    internal abstract bool IsHolding(in GuardTally seen);

    /// <summary>Whether the next share is earned.</summary>
    internal abstract EarnedResult Earned(double nextShare, in GuardTally seen);

    /// <summary>The part of the explanation that is this kind's own.</summary>
    internal abstract GuardExplanation Explain(GuardExplanation explanation, in GuardTally seen);

    /// <summary>How many numbers <see cref="SaveExclusions"/> writes.</summary>
    internal virtual int Exclusions => 0;

    internal virtual void SaveExclusions(Span<double> destination)
    {
    }

    internal virtual void RestoreExclusions(ReadOnlySpan<double> saved)
    {
    }
}

/// <summary>Whose values they are.</summary>
internal enum GuardArm : byte
{
    /// <summary>The variant the guard is on.</summary>
    Candidate = 0,

    /// <summary>The one it is compared with.</summary>
    Stable = 1,
}
