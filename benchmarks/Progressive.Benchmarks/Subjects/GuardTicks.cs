using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Progressive.Benchmarks.Evidence;
using Progressive.Metrics;
using Progressive.Variants;

namespace Progressive.Benchmarks.Subjects;

/// <summary>A host with many rollouts under the same guards, and traffic on each of them between two ticks; what is timed is the tick.</summary>
internal sealed class GuardTicks : IDisposable
{
    private const string Cost = "cost";
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly IHost _host;
    private readonly FakeTimeProvider _time = new();
    private readonly VariantRoute[] _routes;
    private readonly Numbers _numbers = new(1);
    private readonly int _callsPerTick;
    private readonly VariantCall[] _running;

    /// <param name="rollouts">How many rollouts are active.</param>
    /// <param name="flags">How many flags there are besides.</param>
    /// <param name="callsPerTick">Calls of each rollout in a tick, half of them the candidate's.</param>
    /// <param name="guards">The guards of each.</param>
    public GuardTicks(int rollouts, int flags, int callsPerTick, params string[] guards)
    {
        _callsPerTick = callsPerTick;
        _running = new VariantCall[rollouts * callsPerTick];
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Configuration.AddInMemoryCollection([new($"Progressive:Metrics:{Cost}:Cap", "10")]);
        var progressive = builder.Services.AddProgressiveDelivery()
            .AddPlan("watched", plan =>
            {
                plan.Step("50% for 30d").Step("100%");
                foreach (var guard in guards)
                {
                    plan.Guard(guard);
                }
            });
        for (var i = 0; i < rollouts; i++)
        {
            progressive.AddFlag($"rollout-{i}", flag => flag.Rollout("watched"));
        }

        for (var i = 0; i < flags; i++)
        {
            progressive.AddFlag($"flag-{i}", flag => flag.Split("off", "50%").Split("on", "50%"));
        }

        _host = builder.Build();
        var routes = _host.Services.GetRequiredService<VariantRoutes>();
        _routes = [.. Enumerable.Range(0, rollouts).Select(i => routes.For($"rollout-{i}"))];
    }

    public static async Task<GuardTicks> StartAsync(int rollouts, int flags, int callsPerTick, params string[] guards)
    {
        var ticks = new GuardTicks(rollouts, flags, callsPerTick, guards);
        await ticks._host.StartAsync();
        ticks._time.Advance(s_tick);
        ticks.Verify(guards.Length);
        return ticks;
    }

    /// <summary>Serves the traffic of a tick and then ends it.</summary>
    /// <returns>Nanoseconds from the end of the tick to everything being evaluated.</returns>
    public double Next()
    {
        Serve();
        var start = Stopwatch.GetTimestamp();
        _time.Advance(s_tick / 2);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>Bytes that so many ticks allocate on this thread, their traffic apart.</summary>
    public double AllocatedByTicks(int count)
    {
        var allocated = 0L;
        for (var tick = 0; tick < count; tick++)
        {
            Serve();
            var before = GC.GetAllocatedBytesForCurrentThread();
            _time.Advance(s_tick / 2);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }

    public void Dispose() => _host.Dispose();

    private void Serve()
    {
        var next = 0;
        foreach (var route in _routes)
        {
            for (var call = 0; call < _callsPerTick; call++)
            {
                _running[next++] = route.Start(route.Evaluate(Users.Contexts[_numbers.Next() & Users.Mask]));
            }
        }

        // The first half of the tick passes while they run, so that durations differ from tick to tick.
        _time.Advance(s_tick / 4);
        Complete(0, 2);
        _time.Advance(s_tick / 4);
        Complete(1, 2);
    }

    private void Complete(int from, int every)
    {
        for (var i = from; i < _running.Length; i += every)
        {
            _running[i].Measure(Cost, Math.Exp(_numbers.NextNormal()));
            _running[i].Complete(_numbers.Happens(0.005) ? OutcomeKind.Error : OutcomeKind.Ok, null, Users.Contexts[0]);
        }
    }

    // What is measured has to watch: a rollout that does not would be quick.
    private void Verify(int guards)
    {
        for (var tick = 0; tick < 3; tick++)
        {
            Next();
        }

        var rollouts = _host.Services.GetRequiredService<Rollouts.IRollouts>();
        foreach (var status in rollouts.List())
        {
            if (status.Phase != Rollouts.RolloutPhase.Progressing || status.Guards.Count(guard => guard.Explanation.CandidateCalls >= 0) != guards)
            {
                throw new InvalidOperationException($"{status.Flag} is not watched by {guards} guards: {status.Phase}. Nothing was measured.");
            }
        }
    }
}
