using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Variants.Services;

/// <summary>What is registered becomes stable, whatever form it has.</summary>
public sealed class AdoptionTests
{
    private static ServiceProvider Route(Action<IServiceCollection> register, Action<VariantServiceBuilder<IRecommender>>? configure = null)
    {
        var services = ShopFixture.Services();
        register(services);
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v =>
        {
            v.Candidate<Neural>("1");
            configure?.Invoke(v);
        });
        return services.Build();
    }

    private static void AssertRouted(IServiceProvider provider, string stable)
    {
        using var scope = provider.CreateScope();
        var flag = provider.Flags();
        flag.Serve("stable");
        Assert.Equal(stable, scope.ServiceProvider.Recommend());
        flag.Serve("candidate");
        Assert.Equal("neural", scope.ServiceProvider.Recommend());
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public void A_type_and_a_factory_of_any_lifetime(ServiceLifetime lifetime)
    {
        using var byType = Route(s => s.Add(new ServiceDescriptor(typeof(IRecommender), typeof(Popular), lifetime)));
        AssertRouted(byType, "popular");
        using var byFactory = Route(s => s.Add(new ServiceDescriptor(typeof(IRecommender), _ => new Named("made"), lifetime)));
        AssertRouted(byFactory, "made");
    }

    [Fact]
    public void An_instance()
    {
        using var provider = Route(s => s.AddSingleton<IRecommender>(new Named("instance")));
        AssertRouted(provider, "instance");
    }

    [Fact]
    public void A_typed_http_client()
    {
        using var provider = Route(s => s.AddHttpClient<IRecommender, Remote>(c => c.BaseAddress = new Uri("http://shop.example/")));
        AssertRouted(provider, "remote http://shop.example/");
    }

    [Fact]
    public void A_typed_http_client_as_the_candidate_is_used_as_it_was_registered()
    {
        var services = ShopFixture.Services();
        services.AddTransient<IRecommender, Popular>();
        services.AddHttpClient<Remote>(c => c.BaseAddress = new Uri("http://new.example/"));
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Remote>());
        using var provider = services.Build();
        using var scope = provider.CreateScope();
        provider.Flags().Serve("candidate");
        Assert.Equal("remote http://new.example/", scope.ServiceProvider.Recommend());
    }

    [Fact]
    public void An_open_generic_for_the_closed_interface_that_is_routed()
    {
        var services = ShopFixture.Services();
        services.AddScoped(typeof(IShelf<>), typeof(Shelf<>));
        services.AddProgressiveDelivery().AddVariants<IShelf<string>>("shelf", v => v.Candidate<NewShelf>());
        using var provider = services.Build();
        using var scope = provider.CreateScope();
        var flag = provider.Flags("shelf");
        Assert.Equal("String", scope.ServiceProvider.GetRequiredService<IShelf<string>>().Kind);
        flag.Serve("candidate");
        Assert.Equal("new", scope.ServiceProvider.GetRequiredService<IShelf<string>>().Kind);
        Assert.Equal("Int32", scope.ServiceProvider.GetRequiredService<IShelf<int>>().Kind);
    }

    [Fact]
    public void Only_the_last_of_several_registrations_and_in_its_place()
    {
        using var provider = Route(s => s
            .AddScoped<IRecommender>(_ => new Named("first"))
            .AddScoped<IRecommender>(_ => new Named("last"))
            .AddKeyedScoped<IRecommender>("own key", (_, _) => new Named("keyed")));
        AssertRouted(provider, "last");
        using var scope = provider.CreateScope();
        Assert.Equal(["first", "neural"], scope.ServiceProvider.GetServices<IRecommender>().Select(r => r.Recommend()));
        Assert.Equal("keyed", scope.ServiceProvider.GetRequiredKeyedService<IRecommender>("own key").Recommend());
    }

    [Fact]
    public void Stable_overrides_what_is_registered_and_keeps_its_lifetime()
    {
        using var provider = Route(s => s.AddSingleton<IRecommender>(_ => throw new InvalidOperationException("never made")), v => v.Stable<Popular>());
        AssertRouted(provider, "popular");
        Assert.Same(provider.GetRequiredService<IRecommender>(), provider.GetRequiredService<IRecommender>());
        using var made = Route(_ => { }, v => v.Stable(_ => new Named("made")));
        AssertRouted(made, "made");
        using var own = Route(s => s.AddSingleton<Popular>(), v => v.Stable<Popular>());
        AssertRouted(own, "popular");
        Assert.Equal(1, own.GetRequiredService<MadeStable>().Made.Constructed);
        Assert.Same(own.GetRequiredService<IRecommender>(), own.GetRequiredService<IRecommender>());
    }

    [Fact]
    public void Two_services_follow_one_flag()
    {
        var services = ShopFixture.Services();
        services.AddScoped<IRecommender, Popular>();
        services.AddScoped<IShelf<string>, Shelf<string>>();
        services.AddProgressiveDelivery()
            .AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("7"))
            .AddVariants<IShelf<string>>(ShopFixture.Flag, v => v.Candidate<NewShelf>());
        using var provider = services.Build();
        using var scope = provider.CreateScope();
        var declarations = provider.GetRequiredService<VariantDeclarations>();
        Assert.Equal(4, declarations.Of(ShopFixture.Flag).Count);
        Assert.Equal($"7+{typeof(NewShelf)}", declarations.RevisionOf(ShopFixture.Flag, "candidate"));
        Assert.Null(declarations.RevisionOf(ShopFixture.Flag, "stable"));
        provider.Flags().Serve("candidate");
        Assert.Equal("neural", scope.ServiceProvider.Recommend());
        Assert.Equal("new", scope.ServiceProvider.GetRequiredService<IShelf<string>>().Kind);
        Assert.Equal(1, provider.Flags().Candidate.Ok);
    }

    [Fact]
    public void What_is_added_only_if_nothing_is_there_stays_out()
    {
        using var provider = Route(s => s.AddScoped<IRecommender>(_ => new Named("there")));
        var services = ShopFixture.Services();
        services.AddScoped<IRecommender>(_ => new Named("there"));
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>());
        services.TryAddScoped<IRecommender, Popular>();
        using var tried = services.Build();
        AssertRouted(tried, "there");
    }

    public interface IShelf<T>
    {
        string Kind { get; }
    }

    public sealed class Shelf<T> : IShelf<T>
    {
        public string Kind => typeof(T).Name;
    }

    public sealed class NewShelf : IShelf<string>
    {
        public string Kind => "new";
    }

    public sealed class Named(string name) : IRecommender
    {
        public string Recommend() => name;
    }

    public sealed class Remote(HttpClient client) : IRecommender
    {
        public string Recommend() => $"remote {client.BaseAddress}";
    }
}
