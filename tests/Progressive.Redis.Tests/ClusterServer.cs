using System.Globalization;

namespace Progressive.Redis.Tests;

/// <summary>A cluster of one server: it has all slots, and refuses what would touch two of them.</summary>
public sealed class ClusterServer() : RedisServer("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-port", FreePort().ToString(CultureInfo.InvariantCulture))
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Admin.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Eventually.HoldsAsync(
            async () => ((string)(await Admin.ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster serves", TestContext.Current.CancellationToken);
    }
}
