namespace Progressive.Guards;

/// <summary>What a guard has gathered about one candidate. Saved with the rollout, so that a restart neither forgets evidence nor renews the allowance for false alarms.</summary>
internal sealed record GuardEvidence
{
    /// <summary>The canonical text of the guard; evidence for another text is not used.</summary>
    public required string Guard { get; init; }

    /// <summary>The logarithm of each alternative's accumulator; -1e6 stands for none.</summary>
    public required IReadOnlyList<double> LogAccumulators { get; init; }

    /// <summary>Ticks that could say something so far.</summary>
    public long Ticks { get; init; }

    public long CandidateCalls { get; init; }

    public long CandidateBad { get; init; }

    public long StableCalls { get; init; }

    public long StableBad { get; init; }

    /// <summary>The highest evidence any tick ended with, in nats.</summary>
    public double PeakLogE { get; init; }

    /// <summary>Whether the guard was breached; it stays so.</summary>
    public bool Breached { get; init; }

    /// <summary>For guards on means: the sum of the candidate's values, of their squares, and the same of stable; otherwise absent.</summary>
    public IReadOnlyList<double>? Sums { get; init; }

    /// <summary>
    /// Evidence that the candidate is good, where counts do not say it: log likelihood ratios for each of the shares a step may go to. Absent for rates against a number, and in what was
    /// written before there was such evidence; then it begins anew.
    /// </summary>
    public IReadOnlyList<double>? LogExclusions { get; init; }
}
