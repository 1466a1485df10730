using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Progressive.Testing.Tests;

public sealed class FlagOverridesTests
{
    [Fact]
    public async Task A_variant_serves_everybody_when_the_call_returns_and_nobody_after_it_is_cleared()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);

        overrides.Set("checkout", "candidate");
        Assert.All(Users(), user => Assert.Equal("candidate", flags.Evaluate("checkout", user).Variant));
        Assert.Equal("candidate", flags.Evaluate("CHECKOUT").Variant);

        overrides.Set("checkout", "Stable");
        Assert.All(Users(), user => Assert.Equal("stable", flags.Evaluate("checkout", user).Variant));

        overrides.Clear("checkout");
        Assert.Equal(EvaluationReason.Split, flags.Evaluate("checkout", new("user")).Reason);
    }

    [Fact]
    public async Task A_routed_service_follows()
    {
        using var host = await Shop.StartAsync();
        var pricing = host.Services.GetRequiredService<IPricing>();
        var (overrides, _) = Services(host);

        Assert.Equal("list", pricing.Price());
        overrides.Set("pricing", "candidate");
        Assert.Equal("dynamic", pricing.Price());
        overrides.Set("pricing", false);
        Assert.Equal("list", pricing.Price());
        overrides.Clear();
        Assert.Equal("list", pricing.Price());
    }

    [Theory]
    [InlineData("beta", true, true)]
    [InlineData("beta", false, false)]
    [InlineData("dark-mode", true, true)]
    [InlineData("dark-mode", false, false)]
    public async Task A_flag_is_switched_on_and_off(string flag, bool on, bool expected)
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);

        overrides.Set(flag, on);

        Assert.All(Users(), user => Assert.Equal(expected, flags.IsEnabled(flag, user)));
    }

    [Theory]
    [InlineData("theme", "red", true)]
    [InlineData("theme", "blue", false)]
    [InlineData("old", "candidate", true)]
    [InlineData("dark-mode", "on", true)]
    public async Task Every_form_of_flag_serves_its_variants(string flag, string variant, bool isEnabled)
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);

        overrides.Set(flag, variant);

        var evaluation = flags.Evaluate(flag);
        Assert.Equal(variant, evaluation.Variant);
        Assert.Equal(isEnabled, evaluation.IsEnabled);
    }

    [Fact]
    public async Task Scopes_nest_and_bring_back_what_was_before()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);

        using (overrides.With("theme", "red"))
        {
            using (overrides.With("theme", "blue"))
            {
                Assert.Equal("blue", flags.Evaluate("theme").Variant);
            }

            Assert.Equal("red", flags.Evaluate("theme").Variant);
            using (overrides.With("beta", true))
            {
                Assert.True(flags.IsEnabled("beta"));
            }
        }

        Assert.Equal("blue", flags.Evaluate("theme").Variant);
        Assert.False(flags.IsEnabled("beta"));
    }

    [Fact]
    public async Task A_scope_ends_once()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        var scope = overrides.With("theme", "red");
        scope.Dispose();
        overrides.Set("theme", "red");

        scope.Dispose();

        Assert.Equal("red", flags.Evaluate("theme").Variant);
    }

    [Fact]
    public async Task Clearing_everything_leaves_the_definitions()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        overrides.Set("theme", "red");
        overrides.Set("beta", true);

        overrides.Clear();

        Assert.Equal("blue", flags.Evaluate("theme").Variant);
        Assert.False(flags.IsEnabled("beta"));
    }

    [Fact]
    public async Task Hosts_do_not_see_one_another()
    {
        using var first = await Shop.StartAsync();
        using var second = await Shop.StartAsync();

        Services(first).Overrides.Set("pricing", "candidate");

        Assert.Equal("dynamic", first.Services.GetRequiredService<IPricing>().Price());
        Assert.Equal("list", second.Services.GetRequiredService<IPricing>().Price());
    }

    [Fact]
    public async Task An_unknown_flag_is_an_error_that_lists_the_known_ones()
    {
        using var host = await Shop.StartAsync();

        var error = Assert.Throws<ProgressiveException>(() => Services(host).Overrides.Set("chekout", "candidate"));

        Assert.Equal("PRG0450", error.Code);
        Assert.Contains("'chekout'; it has beta, checkout, dark-mode, old, pricing, theme.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_variant_is_an_error_that_lists_the_known_ones()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);

        var error = Assert.Throws<ProgressiveException>(() => overrides.Set("checkout", "v2"));
        Assert.Equal("PRG0451", error.Code);
        Assert.Contains("'v2'; it has candidate, stable.", error.Message, StringComparison.Ordinal);
        Assert.Equal("PRG0451", Assert.Throws<ProgressiveException>(() => overrides.With("checkout", true)).Code);
        Assert.Equal(EvaluationReason.Split, flags.Evaluate("checkout", new("user")).Reason);
    }

    [Fact]
    public async Task An_error_leaves_what_was_overridden_before()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        overrides.Set("theme", "red");

        Assert.Throws<ProgressiveException>(() => overrides.Set("theme", "green"));

        Assert.Equal("red", flags.Evaluate("theme").Variant);
    }

    [Fact]
    public async Task Many_threads_override_at_once()
    {
        using var host = await Shop.StartAsync();
        var (overrides, flags) = Services(host);
        var threads = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var flag = thread % 2 == 0 ? "theme" : "beta";
            for (var i = 0; i < 50; i++)
            {
                overrides.Set(flag, flag == "theme" ? "red" : "on");
                Assert.True(flags.IsEnabled(flag));
            }
        }));

        await Task.WhenAll(threads);

        Assert.True(flags.IsEnabled("theme") && flags.IsEnabled("beta"));
    }

    [Fact]
    public void Overrides_work_before_the_host_starts_and_however_often_they_are_added()
    {
        using var host = Shop.Build(services => services.AddFlagOverrides().AddFlagOverrides());
        var (overrides, flags) = Services(host);

        overrides.Set("theme", "red");

        Assert.Equal("red", flags.Evaluate("theme").Variant);
    }

    [Fact]
    public void Without_flags_there_is_nothing_to_override()
    {
        using var services = new ServiceCollection().AddFlagOverrides().BuildServiceProvider();

        Assert.Equal("PRG0452", Assert.Throws<ProgressiveException>(services.GetRequiredService<FlagOverrides>).Code);
    }

    private static (FlagOverrides Overrides, IFlags Flags) Services(IHost host) =>
        (host.Services.GetRequiredService<FlagOverrides>(), host.Services.GetRequiredService<IFlags>());

    private static IEnumerable<EvaluationContext> Users() => Enumerable.Range(0, 200).Select(user => new EvaluationContext($"user-{user}"));
}
