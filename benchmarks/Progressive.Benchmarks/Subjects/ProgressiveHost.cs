using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Progressive.Benchmarks.Subjects;

/// <summary>A started host with progressive delivery, defined by configuration as an application's would be.</summary>
internal static class ProgressiveHost
{
    public static IHost Start(IEnumerable<KeyValuePair<string, string?>> flags, Action<ProgressiveBuilder>? configure = null)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(flags.Select(flag => KeyValuePair.Create("Progressive:Flags:" + flag.Key, flag.Value)));
        return Start(configuration, configure);
    }

    public static IHost Start(ConfigurationManager configuration, Action<ProgressiveBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Configuration = configuration, DisableDefaults = true });
        configure?.Invoke(builder.Services.AddProgressiveDelivery());
        if (configure is null)
        {
            builder.Services.AddProgressiveDelivery();
        }

        var host = builder.Build();
        host.Start();
        return host;
    }
}
