using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.Flags;
using Progressive.Variants;
using Progressive.Variants.Services;
using Xunit;

namespace Progressive.Tests.Variants.Services;

public sealed class ReadinessTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogFixture _log = new();

    public void Dispose() => _log.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<IHost> StartAsync(Func<IServiceProvider, CancellationToken, Task> prepare)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Logging.AddProvider(_log);
        builder.Services.AddSingleton<Made>().AddSingleton<MadeStable>().AddSingleton<IRecommender, Popular>();
        builder.Services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1").ReadyWhen(prepare));
        var host = builder.Build();
        await host.StartAsync(Token);
        host.Services.Flags().Serve("candidate");
        return host;
    }

    [Fact]
    public async Task The_candidate_warms_until_it_is_ready()
    {
        var entered = new TaskCompletionSource();
        var ready = new TaskCompletionSource();
        using var host = await StartAsync((services, _) =>
        {
            Assert.NotNull(services.GetRequiredService<Made>());
            entered.SetResult();
            return ready.Task;
        });
        await entered.Task.WaitAsync(Token);
        var readiness = host.Services.GetRequiredService<VariantReadiness>();
        Assert.Equal("popular", host.Services.Recommend());
        Assert.Equal([ShopFixture.Flag], readiness.Waiting);
        Assert.False(readiness.IsReady);
        Assert.Contains("warming", host.Services.GetRequiredService<IFlags>().Evaluate(ShopFixture.Flag).Cause, StringComparison.Ordinal);
        Assert.Equal(0, host.Services.GetRequiredService<Made>().Constructed);

        ready.SetResult();
        await Until(() => readiness.IsReady);
        Assert.Equal("neural", host.Services.Recommend());
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_failure_is_logged_and_tried_again_with_growing_pauses()
    {
        var attempts = 0;
        using var host = await StartAsync((_, _) => Interlocked.Increment(ref attempts) < 4 ? throw new InvalidOperationException("no model file") : Task.CompletedTask);
        var live = host.Services.GetRequiredService<LiveFlags>();
        var readiness = host.Services.GetRequiredService<VariantReadiness>();
        await Until(() => Failures() == 1);
        Assert.Equal("not ready: InvalidOperationException: no model file", live.StateOf(ShopFixture.Flag).Unready["candidate"].Cause);
        Assert.Equal("popular", host.Services.Recommend());
        await Until(() =>
        {
            // A pause may begin after its message, so time goes on until it is over.
            _time.Advance(TimeSpan.FromSeconds(1));
            return readiness.IsReady;
        });
        Assert.Equal(["1 s.", "2 s.", "4 s."], _log.Entries.Where(IsFailure).Select(e => e[^4..]));
        Assert.Equal(4, attempts);
        Assert.Equal("neural", host.Services.Recommend());
        await host.StopAsync(Token);

        int Failures() => _log.Entries.Count(IsFailure);
        static bool IsFailure(string entry) => entry.StartsWith("PRG0208: ", StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_host_the_candidate_stays_warming()
    {
        var services = ShopFixture.Services();
        services.AddSingleton<IRecommender, Popular>();
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1").ReadyWhen((_, _) => Task.CompletedTask));
        using var provider = services.Build();
        var service = provider.GetRequiredService<IRecommender>();
        provider.Flags().Serve("candidate");
        Assert.Equal("popular", service.Recommend());
    }

    [Fact]
    public async Task Two_services_of_one_flag_are_ready_together()
    {
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<Made>().AddSingleton<MadeStable>().AddSingleton<IRecommender, Popular>().AddSingleton<IUpload, Upload>();
        builder.Services.AddProgressiveDelivery()
            .AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1").ReadyWhen((_, _) => first.Task))
            .AddVariants<IUpload>(ShopFixture.Flag, v => v.Candidate<Upload>("1").ReadyWhen((_, _) => second.Task));
        using var host = builder.Build();
        await host.StartAsync(Token);
        var live = host.Services.GetRequiredService<LiveFlags>();
        var preparation = host.Services.GetRequiredService<CandidatePreparation>();
        first.SetResult();
        await Until(() => preparation.WaitingServices == 1);
        Assert.True(live.StateOf(ShopFixture.Flag).Unready.ContainsKey("candidate"));
        second.SetResult();
        await Until(() => preparation.WaitingServices == 0);
        Assert.False(live.StateOf(ShopFixture.Flag).Unready.ContainsKey("candidate"));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_stopping_host_cancels_the_preparation_and_waits_for_it()
    {
        var entered = new TaskCompletionSource();
        var left = false;
        using var host = await StartAsync(async (_, cancel) =>
        {
            entered.SetResult();
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(cancel);
            }
            finally
            {
                left = true;
            }
        });
        await entered.Task.WaitAsync(Token);
        await host.StopAsync(Token);
        Assert.True(left);
        Assert.DoesNotContain(_log.Entries, e => e.StartsWith("PRG0208", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fallback_that_cannot_cover_a_method_is_said_once_for_a_definition()
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddProvider(_log)).AddSingleton<IUpload, Upload>();
        services.AddProgressiveDelivery().AddVariants<IUpload>("upload", v => v.Candidate<Upload>());
        await using var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(Token);
        }

        var flag = provider.Flags("upload");
        flag.Serve("candidate");
        Assert.Empty(Warnings());
        flag.Serve("candidate", fallback: true);
        flag.Serve("stable");
        flag.Serve("candidate", fallback: true);
        flag.Serve("candidate", fallback: true);
        Assert.Equal(2, Warnings().Count());
        Assert.All(Warnings(), e => Assert.StartsWith("PRG0207: Flag 'upload'", e, StringComparison.Ordinal));
        Assert.All(Warnings(), e => Assert.Contains(": Send.", e, StringComparison.Ordinal));

        IEnumerable<string> Warnings() => _log.Entries.Where(e => e.StartsWith("PRG02", StringComparison.Ordinal));
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public interface IUpload
    {
        void Send(Stream body);

        void Ping();
    }

    public sealed class Upload : IUpload
    {
        public void Send(Stream body) => body.Dispose();

        public void Ping()
        {
        }
    }
}
