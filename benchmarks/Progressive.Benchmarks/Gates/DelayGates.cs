using Progressive.Benchmarks.Evidence;

namespace Progressive.Benchmarks.Gates;

/// <summary>How many calls a bad candidate gets before it is taken back, and how many with other controllers' rules; seeded.</summary>
internal static class DelayGates
{
    private const int CandidateCallsPerMinute = 600;

    // Allowed or stable's rate, the candidate's, the most calls on average.
    private static readonly (double Allowed, double Actual, double Limit)[] s_absolute =
        [(0.001, 0.01, 600), (0.001, 0.05, 72), (0.001, 0.5, 7), (0.001, 1, 5), (0.01, 0.05, 190), (0.01, 0.5, 7), (0.01, 1, 5)];

    private static readonly (double Stable, double Actual, double Limit)[] s_relative = [(0.001, 0.05, 86), (0.01, 0.05, 220)];

    public static async Task RunAsync(GateRun run, bool isShort)
    {
        foreach (var (allowed, actual, limit) in s_absolute)
        {
            var setup = new SimulatedSetup { Guard = $"error_rate < {allowed:0.##%}", Candidate = Arms.Failing(actual), Stable = Arms.Failing(allowed) };
            await RunAsync(run, setup, $"{setup.Guard}, true {actual:0.##%}", Limit(isShort, limit), Bound.Absolute(allowed, actual), Runs(isShort, limit), alwaysFails: actual >= 1);
            TellRivals(run, allowed, actual, isShort ? 50 : 500);
        }

        foreach (var (stable, actual, limit) in s_relative)
        {
            var setup = new SimulatedSetup { Guard = "error_rate < stable", Candidate = Arms.Failing(actual), Stable = Arms.Failing(stable), Steps = ["10% for 1h"] };
            await RunAsync(run, setup, $"{setup.Guard} ({stable:0.##%}), 10 % share, true {actual:0.##%}", Limit(isShort, limit), Bound.Relative(stable, actual, 0.1), Runs(isShort, limit) / 2, alwaysFails: false);
        }
    }

    private static int Runs(bool isShort, double limit) => (isShort ? 400 : 4000) / (limit > 500 ? 2 : 1);

    // A tenth of the rollouts: three standard errors of the mean are up to 15 %.
    private static double Limit(bool isShort, double limit) => isShort ? limit * 1.15 : limit;

    private static async Task RunAsync(GateRun run, SimulatedSetup setup, string what, double limit, double bound, int runs, bool alwaysFails)
    {
        var calls = new long[runs];
        using var simulation = await RolloutSimulation.StartAsync(setup);
        for (var i = 0; i < runs; i++)
        {
            calls[i] = simulation.Run(most: 1_000_000);
            await simulation.AgainAsync();
        }

        Array.Sort(calls);
        var mean = calls.Average();
        run.Run(Gate.AtMost($"{what}: mean candidate calls until taken back, {runs:N0} rollouts", limit, "calls", () => mean));
        run.Tell("  95 of 100 rollouts need at most", calls[runs * 95 / 100], "calls");
        run.Tell("  bad answers", (double)simulation.Failed / runs, "");
        run.Tell("  mean over the bound ln(1/alpha)/KL", mean / bound, "x");
        if (alwaysFails)
        {
            run.Run(Gate.NotBelow("  the fewest", 3, "calls", () => calls[0]));
            run.Run(Gate.AtMost("  the most", 5, "calls", () => calls[^1]));
        }
    }

    private static void TellRivals(GateRun run, double allowed, double actual, int runs)
    {
        foreach (var (name, create) in Rivals(allowed))
        {
            var numbers = new Numbers(7);
            var minutes = 0L;
            for (var i = 0; i < runs; i++)
            {
                var rival = create();
                do
                {
                    minutes++;
                }
                while (!rival.Minute(RateOfMinute(numbers, actual), RateOfMinute(numbers, allowed)));
            }

            run.Tell($"  {name}, at 10 candidate calls a second: bad answers", actual * minutes * CandidateCallsPerMinute / runs, "");
        }
    }

    public static (string Name, Func<Rival> Create)[] Rivals(double allowed) =>
    [
        ("first failed check of each minute (Argo)", () => new FailedChecks(allowed, 1)),
        ("five failed checks of each minute (Flagger)", () => new FailedChecks(allowed, 5)),
        ("Mann-Whitney each minute (Kayenta)", () => new MannWhitneyJudge()),
    ];

    public static double RateOfMinute(Numbers numbers, double rate)
    {
        var bad = 0;
        for (var call = 0; call < CandidateCallsPerMinute; call++)
        {
            bad += numbers.Happens(rate) ? 1 : 0;
        }

        return (double)bad / CandidateCallsPerMinute;
    }
}
