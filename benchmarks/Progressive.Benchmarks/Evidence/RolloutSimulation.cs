using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Benchmarks.Evidence;

/// <summary>
/// A rollout under simulated traffic: a real host, a real plan, calls through the public route, and time that the simulation advances.
/// Seeded: the same seed gives the same rollout. For one thread.
/// </summary>
internal sealed class RolloutSimulation : IDisposable
{
    /// <summary>The measure that calls record.</summary>
    public const string Measure = "cost";

    private const string Flag = "checkout";
    private const int UserMask = (1 << 14) - 1;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);
    private static readonly EvaluationContext[] s_users = [.. Enumerable.Range(0, UserMask + 1).Select(i => new EvaluationContext($"user-{i}"))];

    private readonly IHost _host;
    private readonly FakeTimeProvider _time = new();
    private readonly VariantRoute _route;
    private readonly IRollouts _rollouts;
    private readonly SimulatedSetup _setup;
    private readonly Numbers _numbers;
    private readonly PriorityQueue<RunningCall, long> _running = new();
    private readonly RolloutNews _news = new();
    private RolloutPhase _phase;
    private long _calls;

    private RolloutSimulation(SimulatedSetup setup)
    {
        _setup = setup;
        _numbers = new Numbers(setup.Seed);
        (Candidate, Stable) = (setup.Candidate, setup.Stable ?? setup.Candidate);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Logging.AddProvider(_news);
        builder.Configuration.AddInMemoryCollection(setup.Cap is { } cap
            ? [new($"Progressive:Metrics:{Measure}:Cap", cap.ToString(CultureInfo.InvariantCulture))]
            : []);
        builder.Services.AddProgressiveDelivery()
            .AddPlan("simulated", plan => setup.Steps.Append("100%").Aggregate(plan, (p, step) => p.Step(step)).Guard(setup.Guard))
            .AddFlag(Flag, flag => flag.Rollout("simulated"));
        _host = builder.Build();
        _route = _host.Services.GetRequiredService<VariantRoutes>().For(Flag);
        _rollouts = _host.Services.GetRequiredService<IRollouts>();
    }

    /// <summary>How the candidate's calls end from now on.</summary>
    public Arm Candidate { get; set; }

    /// <summary>How stable's calls end from now on.</summary>
    public Arm Stable { get; set; }

    /// <summary>Calls the candidate has answered in all runs.</summary>
    public long Served { get; private set; }

    /// <summary>How many of them failed.</summary>
    public long Failed { get; private set; }

    public RolloutPhase Phase => _news.Take() ? _phase = Status.Phase : _phase;

    public bool IsTakenBack => Phase == RolloutPhase.RolledBack;

    private RolloutStatus Status => _rollouts.Find(Flag) ?? throw new InvalidOperationException("The rollout is gone.");

    private TimeSpan Elapsed => _time.GetUtcNow() - _time.Start;

    public static async Task<RolloutSimulation> StartAsync(SimulatedSetup setup)
    {
        var simulation = new RolloutSimulation(setup);
        await simulation._host.StartAsync();
        simulation._time.Advance(s_tick);
        return simulation;
    }

    /// <summary>Calls until the candidate is taken back or has served a number of calls.</summary>
    /// <param name="most">Candidate calls after which to stop.</param>
    /// <returns>The candidate's calls.</returns>
    public long Run(long most)
    {
        var before = Served;
        var started = _calls;
        while (Served - before < most && Next() != Moment.Over)
        {
            if (_calls - started > 100_000 && Served == before)
            {
                throw new InvalidOperationException($"The candidate serves nobody: {Status}");
            }
        }

        return Served - before;
    }

    /// <summary>Calls for a time, or until the rollout is over.</summary>
    /// <param name="time">How long.</param>
    public void RunFor(TimeSpan time)
    {
        var end = Elapsed + time;
        Moment moment;
        do
        {
            moment = Next();
        }
        while (moment == Moment.WithinTick || (moment == Moment.AfterTick && Elapsed < end && Phase == RolloutPhase.Progressing));
    }

    /// <summary>Begins anew, on new evidence.</summary>
    public async Task AgainAsync()
    {
        while (_running.TryDequeue(out var first, out var end))
        {
            AdvanceTo(end);
            End(first);
        }

        if (!IsTakenBack)
        {
            await _rollouts.AbortAsync(Flag, "the run is over");
        }

        await _rollouts.RetryAsync(Flag, "the next run");
        _time.Advance(s_tick);
    }

    public void Dispose() => _host.Dispose();

    // Guards are evaluated on bad calls and on ticks, so between those there is nothing to look at.
    private Moment Next()
    {
        var context = s_users[_numbers.Next() & UserMask];
        var call = _route.Start(_route.Evaluate(context));
        var answer = (call.IsCandidate ? Candidate : Stable)(_numbers);
        if (call.IsCandidate)
        {
            Served++;
            Failed += answer.Fails ? 1 : 0;
        }

        var running = new RunningCall(call, context, answer);
        if (_setup.HasDurations)
        {
            _running.Enqueue(running, _time.GetTimestamp() + (long)(answer.Takes.TotalSeconds * _time.TimestampFrequency));
        }
        else
        {
            End(running);
        }

        var ticked = ++_calls % _setup.CallsPerTick == 0;
        Pass(ticked);
        return (ticked || (answer.Fails && call.IsCandidate)) && IsTakenBack ? Moment.Over : ticked ? Moment.AfterTick : Moment.WithinTick;
    }

    private void Pass(bool ticked)
    {
        if (!_setup.HasDurations)
        {
            if (ticked)
            {
                _time.Advance(s_tick);
            }

            return;
        }

        var next = _time.GetTimestamp() + (_time.TimestampFrequency / 5 / _setup.CallsPerTick);
        while (_running.TryPeek(out var first, out var end) && end <= next)
        {
            _running.Dequeue();
            AdvanceTo(end);
            End(first);
        }

        AdvanceTo(next);
    }

    private void AdvanceTo(long timestamp)
    {
        if (timestamp - _time.GetTimestamp() is var left and > 0)
        {
            _time.Advance(TimeSpan.FromSeconds((double)left / _time.TimestampFrequency));
        }
    }

    private static void End(in RunningCall running)
    {
        var (call, context, answer) = running;
        if (!double.IsNaN(answer.Measure))
        {
            call.Enter();
            Call.Current?.Measure(Measure, answer.Measure);
        }

        call.Complete(answer.Fails ? OutcomeKind.Error : OutcomeKind.Ok, answer.Fails ? "simulated" : null, context);
    }

    private enum Moment
    {
        WithinTick,
        AfterTick,
        Over,
    }

    private readonly record struct RunningCall(VariantCall Call, EvaluationContext Context, Answer Answer);
}
