using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive;
using Progressive.Rollouts;

namespace App;

/// <summary>Routed services: the proxy comes from the generator in the package.</summary>
internal static class ServiceChecks
{
    public static async Task Routes()
    {
        using var host = await StartAsync(progressive => progressive.AddFlag("greeter", "candidate")).ConfigureAwait(false);
        Expect.Equal("hello, ann", await host.Services.GetRequiredService<IGreeter>().GreetAsync("ann").ConfigureAwait(false));
        Expect.Equal("candidate", host.Services.GetRequiredService<IFlags>().Evaluate("greeter").Variant);
    }

    public static async Task TakesBack()
    {
        var state = Directory.CreateTempSubdirectory("progressive-").FullName;
        using (var host = await StartAsync(Rollout).ConfigureAwait(false))
        {
            // The first tick may still be on its way: whoever comes before it is served by stable.
            var failures = 0;
            for (var user = 0; user < 100_000 && host.Services.GetRequiredService<IRollouts>().Find("greeter")!.Phase != RolloutPhase.RolledBack; user++)
            {
                failures += await GreetAsync(host, $"bad-{user}").ConfigureAwait(false) ? 0 : 1;
            }

            Expect.Equal(RolloutPhase.RolledBack, host.Services.GetRequiredService<IRollouts>().Find("greeter")!.Phase);
            Expect.Equal(true, failures is >= 3 and <= 5);
            await host.StopAsync().ConfigureAwait(false);
        }

        using (var host = await StartAsync(Rollout).ConfigureAwait(false))
        {
            Expect.Equal(RolloutPhase.RolledBack, host.Services.GetRequiredService<IRollouts>().Find("greeter")!.Phase);
            Expect.Equal(true, await GreetAsync(host, "bad-1").ConfigureAwait(false));
        }

        Directory.Delete(state, recursive: true);

        void Rollout(ProgressiveBuilder progressive) => progressive
            .AddFileState(Path.Combine(state, "state"))
            .AddPlan("half", plan => plan.Step("50% for 1h").Step("100%").Guard("error_rate < 1%").Guard("latency p99 < 5s"))
            .AddFlag("greeter", flag => flag.Rollout("half"));
    }

    private static async Task<bool> GreetAsync(IHost host, string user)
    {
        using (EvaluationContext.Enter(new EvaluationContext(user)))
        {
            try
            {
                await host.Services.GetRequiredService<IGreeter>().GreetAsync(user).ConfigureAwait(false);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    private static async Task<IHost> StartAsync(Action<ProgressiveBuilder> define)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IGreeter, PlainGreeter>();
        var progressive = builder.Services.AddProgressiveDelivery();
        progressive.AddVariants<IGreeter>("greeter", v => v.Candidate<WarmGreeter>(revision: "1"));
        define(progressive);
        var host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        return host;
    }

    private sealed class PlainGreeter : IGreeter
    {
        public Task<string> GreetAsync(string name) => Task.FromResult(name);
    }

    private sealed class WarmGreeter : IGreeter
    {
        public async Task<string> GreetAsync(string name)
        {
            await Task.Yield();
            return name.StartsWith("bad", StringComparison.Ordinal) ? throw new InvalidOperationException(name) : $"hello, {name}";
        }
    }
}
