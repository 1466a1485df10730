using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive.Rollouts;

namespace Progressive.Testing.Tests;

/// <summary>Tests that share a host, each with overrides of its own.</summary>
public sealed class LocalOverrideTests
{
    [Fact]
    public async Task Tests_that_run_at_the_same_time_see_their_own_override_and_no_other()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        var pricing = host.Services.GetRequiredService<IPricing>();
        using var together = new Barrier(3);

        await Task.WhenAll(
            Task.Run(() => RunAsync("candidate", "dynamic"), TestContext.Current.CancellationToken),
            Task.Run(() => RunAsync("stable", "list"), TestContext.Current.CancellationToken),
            Task.Run(() => RunAsync(null, "list"), TestContext.Current.CancellationToken));
        Assert.Equal("list", pricing.Price());

        async Task RunAsync(string? variant, string expected)
        {
            using var scope = variant is null ? null : overrides.WithLocal("pricing", variant);
            for (var i = 0; i < 20; i++)
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                Assert.Equal(expected, pricing.Price());
                await Task.Yield();
                Assert.Equal(variant ?? "stable", flags.Evaluate("pricing", new($"user-{i}")).Variant);
            }
        }
    }

    [Fact]
    public async Task An_explanation_has_the_same_answer()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        using (overrides.WithLocal("pricing", "candidate"))
        {
            var explanation = flags.Explain("pricing");
            Assert.Equal(flags.Evaluate("pricing").ToString(), explanation.Evaluation.ToString());
            Assert.Equal(("override", true), (Assert.Single(explanation.Steps).Stage, explanation.Steps[0].Decides));
        }

        Assert.Equal("stable", flags.Explain("pricing").Evaluation.Variant);
    }

    [Theory]
    [InlineData("theme", "red", true)]
    [InlineData("old", "candidate", true)]
    [InlineData("checkout", "candidate", true)]
    [InlineData("dark-mode", "on", true)]
    [InlineData("dark-mode", "OFF", false)]
    public async Task Every_form_of_flag_serves_its_variants_to_everybody(string flag, string variant, bool isEnabled)
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        var before = flags.Evaluate(flag, new("user-1")).Variant;
        using (overrides.WithLocal(flag, variant))
        {
            Assert.Equal(variant, flags.Evaluate(flag).Variant, ignoreCase: true);
            Assert.Equal(isEnabled, flags.IsEnabled(new FlagKey(flag), new("user-1")));
        }

        Assert.Equal(before, flags.Evaluate(flag, new("user-1")).Variant);
    }

    [Fact]
    public async Task Scopes_nest_and_beat_what_holds_for_the_host()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        overrides.Set("theme", "red");
        using (overrides.WithLocal("theme", "blue"))
        {
            Assert.Equal("blue", flags.Evaluate("theme").Variant);
            using (overrides.WithLocal("dark-mode", on: false))
            using (overrides.WithLocal("theme", "red"))
            {
                Assert.Equal("red", flags.Evaluate("theme").Variant);
                Assert.False(flags.IsEnabled("dark-mode"));
            }

            Assert.Equal("blue", flags.Evaluate("theme").Variant);
        }

        Assert.Equal("red", flags.Evaluate("theme").Variant);
    }

    [Fact]
    public async Task Work_that_outlives_the_scope_sees_it_end()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        var ended = new TaskCompletionSource();
        Task<string> left;
        using (overrides.WithLocal("theme", "red"))
        {
            left = ReadAfterAsync();
            Assert.Equal("red", await Task.Run(() => flags.Evaluate("theme").Variant, TestContext.Current.CancellationToken));
        }

        ended.SetResult();
        Assert.Equal("blue", await left);

        async Task<string> ReadAfterAsync()
        {
            await ended.Task;
            return flags.Evaluate("theme").Variant;
        }
    }

    [Fact]
    public async Task Other_hosts_see_nothing_of_it()
    {
        using var host = await Shop.StartAsync();
        using var other = await Shop.StartAsync();
        using (host.Services.GetRequiredService<FlagOverrides>().WithLocal("theme", "red"))
        {
            Assert.Equal("red", Services(host).Flags.Evaluate("theme").Variant);
            Assert.Equal("blue", Services(other).Flags.Evaluate("theme").Variant);
        }
    }

    [Fact]
    public async Task A_pinned_version_gives_way_to_it()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        using (flags.Pin())
        using (overrides.WithLocal("theme", "red"))
        {
            Assert.Equal("red", flags.Evaluate("theme").Variant);
        }
    }

    [Fact]
    public async Task A_killed_flag_stays_killed()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        await host.Services.GetRequiredService<IRollouts>().KillAsync("theme", "no red today", cancellationToken: TestContext.Current.CancellationToken);
        using (overrides.WithLocal("theme", "red"))
        {
            Assert.Equal("blue", flags.Evaluate("theme").Variant);
        }
    }

    [Fact]
    public async Task What_does_not_exist_is_an_error()
    {
        using var host = await Shop.StartAsync();
        var (overrides, _) = Services(host);
        Assert.Equal("PRG0450", Assert.Throws<ProgressiveException>(() => overrides.WithLocal("chekout", "candidate")).Code);
        Assert.Equal("PRG0451", Assert.Throws<ProgressiveException>(() => overrides.WithLocal("theme", "green")).Code);
        Assert.Equal("PRG0451", Assert.Throws<ProgressiveException>(() => overrides.WithLocal("theme", on: true)).Code);
    }

    private static (FlagOverrides Overrides, IFlags Flags) Services(IHost host) =>
        (host.Services.GetRequiredService<FlagOverrides>(), host.Services.GetRequiredService<IFlags>());
}
