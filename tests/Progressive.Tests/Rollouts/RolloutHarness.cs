using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.State;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>One process: flags, routes and an engine on a store, under a time of the test's own.</summary>
internal sealed class RolloutHarness : IDisposable
{
    public const string Flag = "checkout";

    private readonly ProgressiveTelemetry _telemetry = new();
    private long _nextKey;

    public RolloutHarness(StateStore? store = null, FakeTimeProvider? time = null, ILogger<RolloutLog>? logger = null, double alpha = 0.01)
    {
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Store = store ?? new InMemoryStateStore();
        Windows = new MetricWindows(Time);
        Routes = new VariantRoutes(Live, Windows, _telemetry, Time);
        Environment = new RolloutEnvironment(Live, Windows, Time, new RolloutLog(logger ?? NullLogger<RolloutLog>.Instance), _telemetry, alpha);
        Engine = new RolloutEngine(Environment, Store, _telemetry);
        Flags = new FlagClient(Live, Routes, _telemetry, new ValueMismatches(_telemetry, NullLogger.Instance));
    }

    public FakeTimeProvider Time { get; }

    public StateStore Store { get; }

    public LiveFlags Live { get; } = new();

    public MetricWindows Windows { get; }

    public VariantRoutes Routes { get; }

    public RolloutEnvironment Environment { get; }

    public RolloutEngine Engine { get; }

    public FlagClient Flags { get; }

    public RolloutStatus Status => Engine.Find(Flag)!;

    public static async Task<RolloutHarness> StartAsync(Plan plan, StateStore? store = null, string revision = "1", FakeTimeProvider? time = null)
    {
        var harness = new RolloutHarness(store, time);
        harness.Define(plan, revision);
        await harness.Engine.LoadAsync(default);
        await harness.Engine.TickAsync(default);
        return harness;
    }

    public void Define(Plan plan, string revision = "1", params Rule[] rules)
    {
        Engine.Apply([Spec(Flag, plan, revision)], []);
        Live.Publish([Parts(Flag, revision, rules)]);
    }

    public static RolloutSpec Spec(string flag, Plan plan, string revision = "1") => new(flag, "stable", "candidate", revision, plan);

    public static CompiledFlagParts Parts(string flag, string revision = "1", params Rule[] rules) => new(
        flag,
        [new FlagVariant("stable", 0, isOn: false, null), new FlagVariant("candidate", 1, isOn: true, revision)],
        IsEnabled: true,
        Default: 0,
        Off: 0,
        StickyKey.TargetingKey,
        null,
        rules,
        null,
        new FlagRollout(new BucketHash("rollout", flag), 0, 1));

    /// <summary>Ticks for a while.</summary>
    public async Task TickAsync(TimeSpan duration = default)
    {
        var ticks = Math.Max(1, duration / GuardTick.Interval);
        for (var i = 0; i < ticks; i++)
        {
            Time.Advance(GuardTick.Interval);
            await Engine.TickAsync(default);
        }
    }

    /// <summary>One call of a fresh user.</summary>
    /// <param name="candidateFails">Whether the call fails if the candidate serves it.</param>
    /// <param name="flag">The flag.</param>
    /// <returns>The variant that served.</returns>
    public string Call(bool candidateFails = false, string flag = Flag)
    {
        var route = Routes.For(flag);
        var call = route.Start(route.Evaluate($"user-{Interlocked.Increment(ref _nextKey)}"));
        call.Complete(call.IsCandidate && candidateFails ? OutcomeKind.Error : OutcomeKind.Ok, "Test");
        return call.Variant!;
    }

    /// <summary>Calls until the candidate has served a number of times.</summary>
    public void CallCandidate(int times, bool fails = false)
    {
        var calls = 0;
        for (var served = 0; served < times;)
        {
            Assert.True(++calls < 100_000, "The candidate serves nobody.");
            served += Call(fails) == "candidate" ? 1 : 0;
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        _telemetry.Dispose();
    }
}
