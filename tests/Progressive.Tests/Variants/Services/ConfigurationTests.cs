using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.Tests.Variants.Services;

/// <summary>The same through written definitions.</summary>
public sealed class ConfigurationTests
{
    private static ServiceProvider Route(params (string Key, string Value)[] settings)
    {
        var services = ShopFixture.Services();
        services.AddSingleton<IConfiguration>(new ConfigurationManager()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Progressive:Flags:" + s.Key, (string?)s.Value)))
            .Build());
        services.AddScoped<IRecommender, Popular>();
        services.AddProgressiveDelivery().AddVariants<IRecommender>(ShopFixture.Flag, v => v.Candidate<Neural>("1"));
        return services.Build();
    }

    private static string Answer(ServiceProvider provider)
    {
        using var scope = provider.CreateScope();
        return scope.ServiceProvider.Recommend();
    }

    [Fact]
    public void What_nobody_wrote_serves_stable()
    {
        using var provider = Route();
        Assert.Equal("popular", Answer(provider));
        Assert.Equal(0, provider.GetRequiredService<Made>().Constructed);
    }

    [Fact]
    public void A_definition_sends_everybody_to_the_candidate()
    {
        using var provider = Route((ShopFixture.Flag, "candidate"));
        Assert.Equal("neural", Answer(provider));
        Assert.Equal("1", provider.GetRequiredService<IFlags>().Evaluate(ShopFixture.Flag).Revision);
        Assert.Equal(1, new FlagFixture(provider, ShopFixture.Flag).Candidate.Ok);
    }

    [Fact]
    public void A_rule_sends_some()
    {
        using var provider = Route((ShopFixture.Flag + ":Rules:0:When:plan", "gold"), (ShopFixture.Flag + ":Rules:0:Serve", "candidate"));
        Assert.Equal("popular", Answer(provider));
        using (EvaluationContext.Enter(new EvaluationContext("u-1") { ["plan"] = "gold" }))
        {
            Assert.Equal("neural", Answer(provider));
        }
    }
}
