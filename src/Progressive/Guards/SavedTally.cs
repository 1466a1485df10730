namespace Progressive.Guards;

/// <summary>The counts of a guard in its saved evidence.</summary>
internal static class SavedTally
{
    internal static GuardTally Read(GuardEvidence evidence)
    {
        var tally = new GuardTally(evidence.CandidateCalls, evidence.CandidateBad, evidence.StableCalls, evidence.StableBad);
        return evidence.Sums is [var sum, var squares, var stableSum, var stableSquares]
            ? tally with { CandidateSum = sum, CandidateSquares = squares, StableSum = stableSum, StableSquares = stableSquares }
            : tally;
    }

    /// <summary>Evidence with these counts and nothing else.</summary>
    internal static GuardEvidence Write(in GuardTally tally) => new()
    {
        Guard = "",
        LogAccumulators = [],
        CandidateCalls = tally.CandidateCalls,
        CandidateBad = tally.CandidateBad,
        StableCalls = tally.StableCalls,
        StableBad = tally.StableBad,
        Sums = tally is { CandidateSum: 0, StableSum: 0 }
            ? null
            : [Finite(tally.CandidateSum), Finite(tally.CandidateSquares), Finite(tally.StableSum), Finite(tally.StableSquares)],
    };

    // Squares of very large values overflow, and JSON has no infinity.
    private static double Finite(double value) => Math.Min(value, double.MaxValue);
}
