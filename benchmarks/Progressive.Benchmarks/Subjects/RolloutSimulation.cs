using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// A rollout under simulated traffic: a real host, a real plan, calls through the public route, and time that the simulation advances.
/// Seeded: the same seed gives the same rollout.
/// </summary>
internal sealed class RolloutSimulation : IDisposable
{
    private const string Flag = "checkout";
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly IHost _host;
    private readonly FakeTimeProvider _time = new();
    private readonly VariantRoute _route;
    private readonly IRollouts _rollouts;
    private readonly int _callsPerTick;
    private readonly EvaluationContext[] _users = [.. Enumerable.Range(0, 4096).Select(i => new EvaluationContext($"user-{i}"))];
    private ulong _state;

    private RolloutSimulation(string guard, int callsPerTick, ulong seed)
    {
        _callsPerTick = callsPerTick;
        _state = seed;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddProgressiveDelivery()
            .AddPlan("simulated", plan => plan.Step("90% for 1h").Step("100%").Guard(guard))
            .AddFlag(Flag, flag => flag.Rollout("simulated"));
        _host = builder.Build();
        _route = _host.Services.GetRequiredService<VariantRoutes>().For(Flag);
        _rollouts = _host.Services.GetRequiredService<IRollouts>();
    }

    /// <summary>How the last run ended; null when it did not.</summary>
    public string? Ending => _rollouts.Find(Flag) is { Phase: RolloutPhase.RolledBack } status ? status.History[^1].Explanation : null;

    public static async Task<RolloutSimulation> StartAsync(string guard, int callsPerTick, ulong seed)
    {
        var simulation = new RolloutSimulation(guard, callsPerTick, seed);
        await simulation._host.StartAsync();
        simulation._time.Advance(s_tick);
        return simulation;
    }

    /// <summary>Calls until the candidate is taken back or has served a number of calls.</summary>
    /// <param name="errorRate">The candidate's true error rate.</param>
    /// <param name="most">Candidate calls after which to stop.</param>
    /// <returns>The candidate's calls.</returns>
    public long Run(double errorRate, long most)
    {
        var threshold = errorRate >= 1 ? ulong.MaxValue : (ulong)(errorRate * ulong.MaxValue);
        long served = 0;
        for (long calls = 1; served < most; calls++)
        {
            var user = _users[Next() & 4095];
            var evaluation = _route.Evaluate(user);
            if (calls > 100_000 && served == 0)
            {
                throw new InvalidOperationException($"The candidate serves nobody: {evaluation}; {_rollouts.Find(Flag)}");
            }

            var call = _route.Start(evaluation);
            if (call.IsCandidate)
            {
                served++;
                var fails = Next() <= threshold;
                call.Complete(fails ? OutcomeKind.Error : OutcomeKind.Ok, "simulated", user);
                if (fails && Ending is not null)
                {
                    return served;
                }
            }
            else
            {
                call.Complete(OutcomeKind.Ok);
            }

            if (calls % _callsPerTick == 0)
            {
                _time.Advance(s_tick);
            }
        }

        return served;
    }

    /// <summary>Begins anew, on new evidence.</summary>
    public async Task AgainAsync()
    {
        if (Ending is null)
        {
            await _rollouts.AbortAsync(Flag, "the run is over");
        }

        await _rollouts.RetryAsync(Flag, "the next run");
        _time.Advance(s_tick);
    }

    public void Dispose() => _host.Dispose();

    // SplitMix64: the sequence is the same on every machine and runtime.
    private ulong Next()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
