using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>
/// Tells beforehand how a plan would go under assumed traffic: when each step ends, how the rollout ends, what a bad candidate costs, and how often a
/// good one is taken back.
/// </summary>
/// <remarks>
/// The guards, the steps and the state machine are those of the product, on virtual time; only the calls are made up. Safe for use by many threads; a
/// simulation uses all processors.
/// </remarks>
public static class RolloutSimulator
{
    private const int AsDescribed = 0;
    private const int Healthy = 1;
    private const int FirstFault = 2;

    // A mean of a few bad answers is known well enough after half as many runs as a probability near zero needs.
    private const int FaultRuns = SimulationOptions.UsualRuns / 2;

    /// <summary>Simulates a plan.</summary>
    /// <param name="plan">The plan. Guards on metrics that nothing in the options feeds are left out, and the result says so.</param>
    /// <param name="options">What is assumed.</param>
    /// <param name="cancellationToken">Stops the simulation.</param>
    /// <returns>The result; the same for the same plan, options and seed.</returns>
    /// <exception cref="ProgressiveException">
    /// An option is out of range (PRG0331), or a guard needs its measure to be defined (PRG0107): then simulate definitions, by <c>DefinitionValidation.Simulate</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SimulationResult Simulate(Plan plan, SimulationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        return Simulate(plan, MetricSet.Empty, options, cancellationToken);
    }

    internal static SimulationResult Simulate(Plan plan, MetricSet metrics, SimulationOptions options, CancellationToken cancellationToken)
    {
        Check(options);
        foreach (var guard in plan.Guards)
        {
            if (!GuardMetric.IsOfShadow(guard.Metric) && !GuardEvaluator.IsSupported(guard, out var why, metrics.Find))
            {
                throw new ProgressiveException(ErrorCodes.GuardNotEvaluated, why);
            }
        }

        var candidate = options.Candidate ?? options.Stable;
        var fed = SimulationNotes.Fed(plan, metrics, options, candidate);
        var simulated = plan with { Guards = fed };
        var runs = SimulatedScenario.Run(simulated, metrics, options, candidate, AsDescribed, SimulationOptions.UsualRuns, cancellationToken);
        var healthy = candidate.Equals(options.Stable) ? runs : SimulatedScenario.Run(simulated, metrics, options, options.Stable, Healthy, SimulationOptions.UsualRuns, cancellationToken);
        var calls = Calls(runs) + (ReferenceEquals(healthy, runs) ? 0 : Calls(healthy));
        var faults = new List<SimulatedFault>();
        var scenario = FirstFault;
        foreach (var (guard, factor, faulty) in SimulationFaults.Of(fed, options))
        {
            var failed = SimulatedScenario.Run(simulated, metrics, options, faulty, scenario++, FaultRuns, cancellationToken);
            calls += Calls(failed);
            faults.Add(SimulationSummary.Fault(guard, factor, guard.Metric == GuardMetric.ErrorRate ? faulty.ErrorRate : faulty.RejectionRate, failed));
        }

        return new SimulationResult
        {
            Plan = plan,
            Options = options,
            Runs = runs.Count,
            Steps = SimulationSummary.Steps(simulated, options, runs),
            Endings = SimulationSummary.Endings(runs),
            FalseRollback = SimulationSummary.FalseRollback(healthy),
            HealthyRuns = healthy.Count,
            Faults = faults,
            Weights = SimulationSummary.Weights(runs),
            Assumptions = SimulationNotes.Assumptions(plan, metrics, fed, options, candidate),
            Warnings = SimulationNotes.Warnings(simulated, options),
            SimulatedCalls = calls,
        };
    }

    private static long Calls(IEnumerable<SimulatedRun> runs) => runs.Sum(run => run.CandidateCalls + run.StableCalls);

    private static void Check(SimulationOptions options)
    {
        var problem = options switch
        {
            { CallsPerSecond: not (> 0 and <= 1e6) } => "CallsPerSecond has to be above 0 and at most 1,000,000",
            { Runs: not (null or (>= 1 and <= 1_000_000)) } => "Runs has to be from 1 to 1,000,000",
            { Alpha: not (> 0 and <= 0.5) } => "Alpha has to be above 0 and at most 0.5",
            _ when options.Horizon < TimeSpan.FromSeconds(1) || options.Horizon > TimeSpan.FromDays(3650) => "Horizon has to be from 1s to 3650d",
            _ when options.ApprovalAfter < TimeSpan.Zero => "ApprovalAfter cannot be negative",
            _ when options.FaultFactors.Any(static factor => factor is not (> 0 and <= 1e9)) => "FaultFactors have to be above 0",
            _ => Check(options.Stable, "Stable") ?? (options.Candidate is { } candidate ? Check(candidate, "Candidate") : null),
        };
        if (problem is not null)
        {
            throw new ProgressiveException(ErrorCodes.InvalidSimulation, $"{ErrorCodes.InvalidSimulation}: The simulation cannot be made: {problem}.");
        }
    }

    private static string? Check(CallModel model, string name) =>
        model.ErrorRate is >= 0 and <= 1 && model.RejectionRate is >= 0 and <= 1 && model.ErrorRate + model.RejectionRate <= 1
            ? null
            : $"the rates of {name} have to be from 0 to 1, and together at most 1";
}
