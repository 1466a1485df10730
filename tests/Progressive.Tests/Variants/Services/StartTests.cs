using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Variants.Services;

/// <summary>Everything that is wrong is said when the host starts, or when AddVariants is called.</summary>
public sealed class StartTests
{
    private static string Fails(Action<IServiceCollection> register, string code)
    {
        var services = ShopFixture.Services();
        register(services);
        using var provider = services.BuildServiceProvider();
        var thrown = Assert.Throws<ProgressiveException>(provider.ValidateVariants);
        Assert.Equal(code, thrown.Code);
        Assert.StartsWith(code + ": ", thrown.Message, StringComparison.Ordinal);
        return thrown.Message;
    }

    private static void Route(IServiceCollection services) =>
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1"));

    [Fact]
    public void Nothing_registered_and_no_stable()
    {
        var thrown = Assert.Throws<ProgressiveException>(() => Route(new ServiceCollection()));
        Assert.Equal("PRG0200", thrown.Code);
        Assert.Contains(typeof(IRecommender).ToString(), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_candidate_two_candidates_and_a_service_that_is_routed_twice()
    {
        var services = ShopFixture.Services().AddScoped<IRecommender, Popular>();
        var builder = services.AddProgressiveDelivery();
        Assert.Equal("PRG0204", Assert.Throws<ProgressiveException>(() => builder.AddVariants<IRecommender>("a", _ => { })).Code);
        Assert.Equal("PRG0204", Assert.Throws<ProgressiveException>(() => builder.AddVariants<IRecommender>("a", v => v.Candidate<Neural>().Candidate<Popular>())).Code);
        builder.AddVariants<IRecommender>("a", v => v.Candidate<Neural>());
        var twice = Assert.Throws<ProgressiveException>(() => builder.AddVariants<IRecommender>("b", v => v.Candidate<Neural>()));
        Assert.Equal("PRG0203", twice.Code);
        Assert.Contains("'a'", twice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_registration_that_would_bypass_the_proxy(bool replaced) => Assert.Contains(
        typeof(Popular).ToString(),
        Fails(
            s =>
            {
                Route(s.AddScoped<IRecommender, Popular>());
                _ = replaced ? s.Replace(ServiceDescriptor.Scoped<IRecommender, Popular>()) : s.AddSingleton<IRecommender, Popular>();
            },
            "PRG0202"),
        StringComparison.Ordinal);

    [Fact]
    public async Task The_host_does_not_start()
    {
        var started = new Started();
        var host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        host.Services.AddSingleton<IHostedService>(started);
        host.Services.AddSingleton<Made>().AddSingleton<MadeStable>().AddScoped<IRecommender, Popular>();
        Route(host.Services);
        host.Services.AddScoped<IRecommender, Popular>();
        using var app = host.Build();
        var thrown = await Assert.ThrowsAsync<ProgressiveException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("PRG0202", thrown.Code);
        Assert.False(started.Yes);
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped, ServiceLifetime.Singleton, true)]
    [InlineData(ServiceLifetime.Transient, ServiceLifetime.Singleton, true)]
    [InlineData(ServiceLifetime.Transient, ServiceLifetime.Scoped, true)]
    [InlineData(ServiceLifetime.Scoped, ServiceLifetime.Scoped, false)]
    [InlineData(ServiceLifetime.Singleton, ServiceLifetime.Transient, false)]
    public void A_candidate_registered_for_a_shorter_life_than_the_proxys(ServiceLifetime candidate, ServiceLifetime service, bool isCaptive)
    {
        void Register(IServiceCollection s)
        {
            s.Add(new ServiceDescriptor(typeof(IRecommender), typeof(Popular), service));
            Route(s);
            s.Add(new ServiceDescriptor(typeof(Neural), typeof(Neural), candidate));
        }

        if (isCaptive)
        {
            Assert.Contains($"{typeof(Neural)} is {candidate.ToString().ToLowerInvariant()}", Fails(Register, "PRG0205"), StringComparison.Ordinal);
        }
        else
        {
            var services = ShopFixture.Services();
            Register(services);
            services.Build().Dispose();
        }
    }

    [Fact]
    public void A_scoped_dependency_of_a_singleton_variant() => Fails(
        s =>
        {
            s.AddSingleton<IRecommender, Popular>();
            s.RemoveAll<Made>().AddScoped<Made>();
            Route(s);
        },
        "PRG0205");

    [Fact]
    public void A_dependency_that_is_not_registered()
    {
        var message = Fails(
            s =>
            {
                Route(s.AddScoped<IRecommender, Popular>());
                s.RemoveAll<Made>().RemoveAll<MadeStable>();
            },
            "PRG0206");
        Assert.Contains("'made'", message, StringComparison.Ordinal);
        Assert.Contains(typeof(Popular).ToString(), message, StringComparison.Ordinal);
        Assert.Contains(typeof(Neural).ToString(), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_without_a_generated_proxy()
    {
        Assert.Null(VariantProxies.Find<INobody>());
        var services = new ServiceCollection();
        services.AddSingleton<INobody, Nobody>();
        AddElsewhere<INobody, Nobody>(services.AddProgressiveDelivery());
        using var provider = services.BuildServiceProvider();
        Assert.Equal("PRG0201", Assert.Throws<ProgressiveException>(provider.ValidateVariants).Code);
        Assert.Equal("PRG0201", Assert.Throws<ProgressiveException>(provider.GetRequiredService<INobody>).Code);
    }

    [Fact]
    public void Without_any_routed_service_there_is_nothing_to_check()
    {
        using var provider = new ServiceCollection().AddProgressiveDelivery().Services.BuildServiceProvider();
        provider.ValidateVariants();
    }

    // As a library compiled without the generator would: the call is made where no generator sees it.
    private static void AddElsewhere<TService, TCandidate>(ProgressiveBuilder builder)
        where TService : class
        where TCandidate : class, TService
    {
        var add = new Func<ProgressiveBuilder, string, Action<VariantServiceBuilder<TService>>, ProgressiveBuilder>(ProgressiveVariantsExtensions.AddVariants);
        add(builder, "nobody", v => v.Candidate<TCandidate>());
    }

    public interface INobody;

    public sealed class Nobody : INobody;

    private sealed class Started : IHostedService
    {
        public bool Yes { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Yes = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
