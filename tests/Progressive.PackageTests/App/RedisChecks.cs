using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive.State;

namespace App;

/// <summary>The client is trimmed along: where nobody listens, it says so.</summary>
internal static class RedisChecks
{
    public static async Task TellsOutage()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "App", EnvironmentName = "Test" });
        builder.Services.AddProgressiveDelivery().AddRedisState($"127.0.0.1:{FreePort()}", options => options.OperationTimeout = TimeSpan.FromSeconds(30));
        using var host = builder.Build();
        var store = host.Services.GetRequiredService<StateStore>();
        try
        {
            await store.ReadAsync().ConfigureAwait(false);
        }
        catch (StateStoreException e)
        {
            Expect.Equal("PRG0370", e.Code);
            return;
        }

        throw new InvalidOperationException("It was read where nobody listens.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
