using System.Text;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Progressive.Testing.Tests;

/// <summary>An application as users write it: a routed service, flags from configuration, and what a test adds.</summary>
internal static class Shop
{
    private const string Settings = """
        {
          "Progressive": {
            "Plans": { "standard": { "Steps": [ "10% for 10s", "50% for 10s", "100%" ], "Guards": [ "error_rate < 50%" ] } },
            "Flags": {
              "checkout": { "Rollout": "standard" },
              "beta": false,
              "dark-mode": "25%",
              "theme": { "Variants": { "blue": {}, "red": {} }, "Default": "blue", "Off": "blue" },
              "old": { "Enabled": false, "Variants": { "stable": {}, "candidate": {} }, "Split": { "stable": "100%" } }
            }
          }
        }
        """;

    /// <param name="configure">What the test adds.</param>
    /// <param name="readsEnvironment">Whether the host has its defaults, environment variables among them. Whoever runs this suite may have set some.</param>
    public static IHost Build(Action<IServiceCollection>? configure = null, bool readsEnvironment = false)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = !readsEnvironment });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Insert(0, new JsonStreamConfigurationSource { Stream = new MemoryStream(Encoding.UTF8.GetBytes(Settings)) });
        builder.Services.AddSingleton<IPricing, ListPricing>();
        builder.Services.AddProgressiveDelivery().AddVariants<IPricing>("pricing", v => v.Candidate<DynamicPricing>(revision: "1"));
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    public static async Task<IHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var host = Build(services =>
        {
            services.AddFlagOverrides();
            configure?.Invoke(services);
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
