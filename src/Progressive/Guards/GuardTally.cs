namespace Progressive.Guards;

/// <summary>What a guard has counted, in a tick or in all of them.</summary>
internal readonly record struct GuardTally(long CandidateCalls, long CandidateBad, long StableCalls = 0, long StableBad = 0)
{
    /// <summary>Sum of the candidate's values, for guards on means.</summary>
    public double CandidateSum { get; init; }

    /// <summary>Sum of their squares.</summary>
    public double CandidateSquares { get; init; }

    /// <summary>Sum of stable's values.</summary>
    public double StableSum { get; init; }

    /// <summary>Sum of their squares.</summary>
    public double StableSquares { get; init; }

    /// <summary>Stable's rate, never quite 0 or 1.</summary>
    public double StableRate => (StableBad + 0.5) / (StableCalls + 1);

    public static GuardTally operator +(in GuardTally left, in GuardTally right) => new(
        left.CandidateCalls + right.CandidateCalls,
        left.CandidateBad + right.CandidateBad,
        left.StableCalls + right.StableCalls,
        left.StableBad + right.StableBad)
    {
        CandidateSum = left.CandidateSum + right.CandidateSum,
        CandidateSquares = left.CandidateSquares + right.CandidateSquares,
        StableSum = left.StableSum + right.StableSum,
        StableSquares = left.StableSquares + right.StableSquares,
    };
}
