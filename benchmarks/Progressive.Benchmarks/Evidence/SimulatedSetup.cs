namespace Progressive.Benchmarks.Evidence;

/// <summary>What is rolled out, and to whom.</summary>
internal sealed record SimulatedSetup
{
    /// <summary>The plan's only guard.</summary>
    public required string Guard { get; init; }

    /// <summary>How the candidate's calls end.</summary>
    public required Arm Candidate { get; init; }

    /// <summary>How stable's calls end; as the candidate's where nothing is said.</summary>
    public Arm? Stable { get; init; }

    /// <summary>The steps before 100 %.</summary>
    public IReadOnlyList<string> Steps { get; init; } = ["90% for 1h"];

    /// <summary>Calls of both variants in a tick of 200 ms.</summary>
    public int CallsPerTick { get; init; } = 20;

    /// <summary>The largest value of the measure that counts; null for none.</summary>
    public double? Cap { get; init; }

    /// <summary>Whether calls take time, and so overlap.</summary>
    public bool HasDurations { get; init; }

    public ulong Seed { get; init; } = 1;
}
