namespace Progressive.Simulation;

/// <summary>What a simulation assumes. Immutable.</summary>
public sealed record SimulationOptions
{
    /// <summary>The most runs of each scenario that are made where <see cref="Runs"/> says nothing.</summary>
    public const int UsualRuns = 200;

    /// <summary>The part of the calls of a segment of which <see cref="Segments"/> says nothing.</summary>
    public const double UsualSegment = 0.1;

    /// <summary>Calls of the flag per second, of both variants together; arrivals are a Poisson process. Above 0; default: 50.</summary>
    public double CallsPerSecond { get; init; } = 50;

    /// <summary>How the calls of the stable variant turn out.</summary>
    public CallModel Stable { get; init; } = new();

    /// <summary>How the calls of the candidate turn out. Default: null, which is like stable.</summary>
    public CallModel? Candidate { get; init; }

    /// <summary>
    /// What part of the calls the members of each segment make, above 0 and at most 1, by the segment's name; nobody is in two. Default: empty, and
    /// <see cref="UsualSegment"/> for each that the plan names.
    /// </summary>
    public IReadOnlyDictionary<string, double> Segments { get; init; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs of each scenario, 1 to 1,000,000. Default: null, which is <see cref="UsualRuns"/>, half of them for faulty candidates, and fewer (20 at least) where that would be too much work.</summary>
    public int? Runs { get; init; }

    /// <summary>The same seed gives the same result, on every machine. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>After which time a rollout that has not ended counts as undecided. Default: 30 days; at least 1 second.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long after it is asked for an approval is given. Default: zero.</summary>
    public TimeSpan ApprovalAfter { get; init; }

    /// <summary>When the rollout starts, by the calendar. Default: Monday, 5 January 2026, 09:00 UTC.</summary>
    public DateTimeOffset StartsAt { get; init; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The chance of a false rollback that each guard may spend, as in <see cref="Rollouts.RolloutOptions.Alpha"/>. Default: 0.01.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>How many times the allowed rate the faulty candidates fail, for which each guard on a rate is tried. Default: 100, 20, 5, 2.</summary>
    public IReadOnlyList<double> FaultFactors { get; init; } = [100, 20, 5, 2];
}
