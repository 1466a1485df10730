using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.Definitions;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.State;
using Progressive.Tests.Definitions;
using Progressive.Variants;

namespace Progressive.Tests.Rollouts;

/// <summary>An application as users build one: a rollout of <c>checkout</c> that definitions ask for, running under a clock of the test's.</summary>
internal sealed class DefinedRollout : IDisposable
{
    public const string Flag = "checkout";

    private static readonly EvaluationContext s_tester = new("tester") { ["role"] = "tester" };
    private static readonly EvaluationContext s_traditionalist = new("old") { ["role"] = "traditionalist" };

    private readonly ServiceProvider _services;
    private long _nextKey;

    private DefinedRollout(DateTimeOffset at, StateStore store, Action<ProgressiveBuilder> define)
    {
        Time = new FakeTimeProvider(at);
        Store = store;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILoggerFactory>(new LoggerFactory([Log]));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(store);
        define(services.AddProgressiveDelivery());
        _services = services.BuildServiceProvider();
        Route = _services.GetRequiredService<VariantRoutes>().For(Flag);
    }

    public FakeTimeProvider Time { get; }

    public StateStore Store { get; }

    public LogLines Log { get; } = new();

    public VariantRoute Route { get; }

    public IRollouts Rollouts => _services.GetRequiredService<IRollouts>();

    public IFlags Flags => _services.GetRequiredService<IFlags>();

    public DefinitionCatalog Catalog => _services.GetRequiredService<DefinitionCatalog>();

    public RolloutStatus Status => Rollouts.Find(Flag)!;

    public IEnumerable<string> Words => Status.History.Select(h => h.What);

    public string Weight => Status.Weight.ToString();

    /// <summary>A plan written at the flag, whose rules send testers to the candidate and traditionalists to stable.</summary>
    public static string Json(string plan, string more = "") => $$"""
        { "Flags": { "checkout": { "Rollout": { {{plan}} }, "Fallback": "stable"{{more}},
          "Rules": [ { "When": { "role": "tester" }, "Serve": "candidate" }, { "When": { "role": "traditionalist" }, "Serve": "stable" } ] } } }
        """;

    public static Task<DefinedRollout> StartAsync(string plan, DateTimeOffset? at = null, StateStore? store = null) =>
        StartAsync(b => b.AddDefinitionSource(_ => new ScriptedSource(Json(plan))), at, store);

    public static async Task<DefinedRollout> StartAsync(Action<ProgressiveBuilder> define, DateTimeOffset? at = null, StateStore? store = null)
    {
        var process = new DefinedRollout(at ?? new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero), store ?? new InMemoryStateStore(), define);
        var hosted = process._services.GetServices<IHostedService>().ToArray();
        foreach (var service in hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(default);
        }

        foreach (var service in hosted)
        {
            await service.StartAsync(default);
        }

        foreach (var service in hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartedAsync(default);
        }

        process.Pass(TimeSpan.FromSeconds(1));
        return process;
    }

    /// <summary>Lets time pass, tick by tick, with so many good calls of new users in each.</summary>
    public void Pass(TimeSpan duration, int calls = 0)
    {
        for (var i = 0; i < duration / GuardTick.Interval; i++)
        {
            for (var call = 0; call < calls; call++)
            {
                Call();
            }

            Time.Advance(GuardTick.Interval);
        }
    }

    /// <summary>Lets time pass with 20 good calls per tick until something is so.</summary>
    public bool PassUntil(Func<RolloutStatus, bool> until)
    {
        for (var i = 0; i < 3_000 && !until(Status); i++)
        {
            Pass(GuardTick.Interval, calls: 20);
        }

        return until(Status);
    }

    public string Call(bool candidateFails = false) => Call(new EvaluationContext($"user-{_nextKey++}"), candidateFails);

    public string CallAsTester(bool fails = false) => Call(s_tester, fails);

    public string CallAsTraditionalist() => Call(s_traditionalist, candidateFails: false);

    public string CallWithoutKey() => Call(new EvaluationContext(), candidateFails: false);

    /// <summary>Calls of the candidate, as far as it serves, that fail.</summary>
    public void Fail(int times = 10)
    {
        for (var i = 0; i < times; i++)
        {
            CallAsTester(fails: true);
        }
    }

    public void Dispose() => _services.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private string Call(EvaluationContext context, bool candidateFails)
    {
        var call = Route.Start(Route.Evaluate(context));
        call.Complete(call.IsCandidate && candidateFails ? OutcomeKind.Error : OutcomeKind.Ok, "Test");
        return call.Variant!;
    }
}
