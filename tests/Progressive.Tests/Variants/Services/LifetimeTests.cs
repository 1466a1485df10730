using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.Tests.Variants.Services;

public sealed class LifetimeTests
{
    private static ServiceProvider Route(ServiceLifetime lifetime)
    {
        var services = ShopFixture.Services();
        services.Add(new ServiceDescriptor(typeof(IRecommender), typeof(Popular), lifetime));
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1"));
        return services.Build();
    }

    private static void Use(IServiceProvider provider, int scopes)
    {
        for (var i = 0; i < scopes; i++)
        {
            using var scope = provider.CreateScope();
            for (var call = 0; call < 3; call++)
            {
                scope.ServiceProvider.Recommend();
            }
        }
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton, 1)]
    [InlineData(ServiceLifetime.Scoped, 2)]
    [InlineData(ServiceLifetime.Transient, 6)]
    public void Both_variants_live_as_the_service_does_and_are_disposed_once(ServiceLifetime lifetime, int instances)
    {
        var provider = Route(lifetime);
        var (stable, candidate) = (provider.GetRequiredService<MadeStable>().Made, provider.GetRequiredService<Made>());
        provider.Flags().Serve("candidate");
        Use(provider, scopes: 2);
        Assert.Equal((instances, instances), (stable.Constructed, candidate.Constructed));
        provider.Dispose();
        Assert.Equal((instances, instances), (stable.Disposed, candidate.Disposed));
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public void A_candidate_that_nobody_is_sent_to_is_not_constructed(ServiceLifetime lifetime)
    {
        using var provider = Route(lifetime);
        Use(provider, scopes: 2);
        provider.Flags().Serve("stable");
        Use(provider, scopes: 2);
        Assert.Equal(0, provider.GetRequiredService<Made>().Constructed);
    }

    [Fact]
    public void The_candidates_own_registration_is_used_and_disposed_once()
    {
        var services = ShopFixture.Services();
        services.AddScoped<IRecommender, Popular>();
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1"));
        services.AddSingleton<Neural>();
        var provider = services.Build();
        var made = provider.GetRequiredService<Made>();
        provider.Flags().Serve("candidate");
        Use(provider, scopes: 3);
        Assert.Equal(1, made.Constructed);
        provider.Dispose();
        Assert.Equal(1, made.Disposed);
    }

    [Fact]
    public void Concurrent_first_calls_of_a_singleton_make_one_candidate()
    {
        using var provider = Route(ServiceLifetime.Singleton);
        provider.Flags().Serve("candidate");
        var service = provider.GetRequiredService<IRecommender>();
        Parallel.For(0, 64, _ => service.Recommend());
        Assert.Equal(1, provider.GetRequiredService<Made>().Constructed);
        Assert.Equal(64, provider.Flags().Candidate.Ok);
    }

    [Fact]
    public void A_caller_that_outlives_its_scope_is_served_by_stable_and_no_fault_of_the_candidate()
    {
        using var provider = Route(ServiceLifetime.Scoped);
        provider.Flags().Serve("candidate");
        IRecommender kept;
        using (var scope = provider.CreateScope())
        {
            kept = scope.ServiceProvider.GetRequiredService<IRecommender>();
        }

        Assert.Equal("popular", kept.Recommend());
        var seen = provider.Flags();
        Assert.Equal((0, 1, 0), (seen.Candidate.Error, seen.Candidate.Abandoned, seen.Candidate.InFlight));
    }
}
