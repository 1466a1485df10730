using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Progressive.Benchmarks.Subjects;

/// <summary>Microsoft.FeatureManagement over the same flags in its own words.</summary>
internal static class FeatureManagementHost
{
    public static ServiceProvider Create(IConfiguration features, ITargetingContextAccessor? accessor = null, Action<IFeatureManagementBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var builder = services.AddSingleton(features).AddFeatureManagement();
        if (accessor is not null)
        {
            services.AddSingleton(accessor);
            builder.WithTargeting();
        }

        configure?.Invoke(builder);
        return services.BuildServiceProvider();
    }

    public static IConfiguration Features(IEnumerable<(string Name, string Value)> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("FeatureManagement:" + s.Name, s.Value)))
            .Build();

    /// <summary>A flag that the targeting filter gives to half of the users.</summary>
    public static IEnumerable<(string Name, string Value)> HalfOfTheUsers(string flag) =>
    [
        ($"{flag}:EnabledFor:0:Name", "Microsoft.Targeting"),
        ($"{flag}:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage", "50"),
    ];
}
