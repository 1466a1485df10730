using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Tests.Variants.Services;

internal static class ShopFixture
{
    public const string Flag = "recommender";

    /// <summary>What both recommenders need; the recommender itself is the test's.</summary>
    public static IServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Made>();
        services.AddSingleton<MadeStable>();
        return services;
    }

    public static ServiceProvider Build(this IServiceCollection services)
    {
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        provider.ValidateVariants();
        return provider;
    }

    public static FlagFixture Flags(this IServiceProvider provider, string flag = Flag) => new(provider, flag);

    public static string Recommend(this IServiceProvider scope) => scope.GetRequiredService<IRecommender>().Recommend();
}
