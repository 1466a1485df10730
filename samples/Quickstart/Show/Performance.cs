using Progressive.Guards;
using Progressive.Rollouts;
using Quickstart.Load;

namespace Quickstart.Show;

/// <summary>Opens the shop, lets users in, and watches three rollouts, one after the other.</summary>
internal sealed class Performance(IRollouts rollouts, LoadGenerator load, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan s_picture = TimeSpan.FromMilliseconds(200);

    // Users go on for a while after the ending, so that one sees that nothing bad reaches them any more.
    private static readonly TimeSpan s_epilogue = TimeSpan.FromSeconds(4);

    private readonly IReadOnlyList<Act> _acts = Act.Program();
    private readonly long _start = time.GetTimestamp();

    public static async Task<int> RunAsync(WebApplication app, Arguments arguments)
    {
        app.Urls.Add(Addresses.Choose(arguments));
        await app.StartAsync();
        var address = app.Urls.Single();
        var screen = Screen.For(arguments);
        screen.Open($"{LoadGenerator.RequestsPerSecond} requests a second of {LoadGenerator.Users} users to {address}");

        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(10) };
        var time = app.Services.GetRequiredService<TimeProvider>();
        var performance = new Performance(app.Services.GetRequiredService<IRollouts>(), new LoadGenerator(client, time), screen, time);
        var succeeded = await performance.PlayAsync(arguments, app.Lifetime.ApplicationStopping);
        if (arguments.Exit)
        {
            await app.StopAsync();
            return succeeded ? 0 : 1;
        }

        if (!app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            screen.Say($"""

                The shop serves on, without users. Look at
                  {address}/metrics
                  {address}/livez   {address}/readyz   {address}/startupz
                Ctrl+C ends it.
                """);
        }

        await app.WaitForShutdownAsync();
        return 0;
    }

    private async Task<bool> PlayAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var act in _acts)
            {
                await load.WarmUpAsync(act.Method, act.Path, cancellationToken);
            }

            foreach (var act in _acts)
            {
                await PlayAsync(act, cancellationToken);
                if (arguments.Json)
                {
                    Console.Out.WriteLine(Ending.Of(act));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        screen.Close(_acts);
        return _acts.All(static act => act.HasEndedAsExpected);
    }

    private async Task PlayAsync(Act act, CancellationToken cancellationToken)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = time.GetTimestamp();
        var users = load.SendAsync(act.Method, act.Path, SlowestGood(act.Flag), act.Tally, closing.Token);
        try
        {
            using var pictures = new PeriodicTimer(s_picture, time);
            long? over = null;
            while (over is null || time.GetElapsedTime(over.Value) < s_epilogue)
            {
                await pictures.WaitForNextTickAsync(cancellationToken);
                act.Observe(rollouts.Find(act.Flag), time.GetElapsedTime(start));
                screen.Show(_acts, time.GetElapsedTime(_start));
                over ??= act.IsOver ? time.GetTimestamp() : null;
                if (over is null && time.GetElapsedTime(_start) > s_limit)
                {
                    break;
                }
            }
        }
        finally
        {
            await closing.CancelAsync();
            await users;
        }
    }

    // What the guard allows is what users call good.
    private TimeSpan SlowestGood(string flag) => (rollouts.Find(flag)?.Plan.Guards ?? [])
        .Where(static guard => guard is { Metric: "latency", Bound: { RelativeToStable: false, Unit: GuardUnit.Milliseconds } })
        .Select(static guard => TimeSpan.FromMilliseconds((double)guard.Bound.Value))
        .DefaultIfEmpty(TimeSpan.MaxValue)
        .Min();
}
