using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Benchmarks.Subjects;

/// <summary>Calls of a flag with two guards on outcomes and three on measures, by a clock that costs nothing to read.</summary>
internal sealed class OutcomeRecording : IDisposable
{
    public const int Batch = 100;

    private const string Flag = "checkout";

    private readonly IHost _host;
    private readonly StillTime _time = new();
    private readonly VariantRoute _route;
    private readonly Evaluation _evaluation;
    private readonly VariantCall[] _running = new VariantCall[Batch];

    public OutcomeRecording()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddProgressiveDelivery()
            .AddPlan("watched", plan => plan.Step("50% for 30d").Step("100%")
                .Guard("error_rate < 1%").Guard("rejection_rate < stable + 10pp")
                .Guard("cost_usd mean < 100").Guard("tokens p95 < 1000").Guard("similarity p50 < 10"))
            .AddFlag(Flag, flag => flag.Rollout("watched"));
        _host = builder.Build();
        _host.Start();
        _time.Tick();
        _route = _host.Services.GetRequiredService<VariantRoutes>().For(Flag);
        _evaluation = Users.Contexts.Select(_route.Evaluate).First(evaluation => evaluation.Variant == VariantNames.Candidate);
    }

    /// <summary>Whole calls, without ticks between them.</summary>
    public void Run(int count)
    {
        for (var i = 0; i < count; i++)
        {
            End(_route.Start(_evaluation));
        }
    }

    /// <summary>Starts calls and ends them, twice, as a tick leaves other things in the caches than calls do.</summary>
    /// <returns>Nanoseconds for each end, of the second time.</returns>
    public double EndBatch()
    {
        EndOnce();
        var taken = EndOnce();
        _time.Tick();
        return taken;
    }

    private double EndOnce()
    {
        for (var i = 0; i < Batch; i++)
        {
            _running[i] = _route.Start(_evaluation);
        }

        var start = Stopwatch.GetTimestamp();
        foreach (var call in _running)
        {
            End(call);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Batch;
    }

    public void Verify()
    {
        var rollouts = _host.Services.GetRequiredService<IRollouts>();
        var before = rollouts.GuardsOf(Flag).Select(status => status.Explanation.CandidateCalls).ToArray();
        EndBatch();
        var after = rollouts.GuardsOf(Flag);
        for (var i = 0; i < after.Count; i++)
        {
            if (after[i].Guard.Bound.RelativeToStable || after[i].Explanation.CandidateCalls - before[i] >= Batch)
            {
                continue;
            }

            throw new InvalidOperationException($"'{after[i].Guard}' has not seen its calls. Nothing was measured.");
        }
    }

    public void Dispose() => _host.Dispose();

    private static void End(in VariantCall call)
    {
        call.Measure("cost_usd", 0.004);
        call.Measure("tokens", 512);
        call.Measure("similarity", 0.93);
        call.Complete(OutcomeKind.Ok);
    }

    private sealed class StillTime : FakeTimeProvider
    {
        private long _timestamp;

        public override long GetTimestamp() => _timestamp;

        public void Tick()
        {
            Advance(TimeSpan.FromMilliseconds(200));
            _timestamp = base.GetTimestamp();
        }
    }
}
