using Progressive.State;
using Progressive.Testing;

namespace Progressive.Redis.Tests;

/// <summary>What every shared store owes, with scripts and without them, alone and in a cluster.</summary>
public sealed class ConformanceTests(RedisServer server, ClusterServer cluster) : IClassFixture<RedisServer>, IClassFixture<ClusterServer>
{
    public static TheoryData<string> Promises => [.. Suite(static _ => throw new InvalidOperationException()).Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task With_scripts(string promise) => await VerifyAsync(server, promise, user: null);

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task Without_scripts(string promise) => await VerifyAsync(server, promise, await server.UserWithoutScriptsAsync());

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task With_scripts_in_a_cluster(string promise) => await VerifyAsync(cluster, promise, user: null);

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task Without_scripts_in_a_cluster(string promise) => await VerifyAsync(cluster, promise, await cluster.UserWithoutScriptsAsync());

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task On_a_connection_of_the_application(string promise)
    {
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(server.Configuration() + ",channelPrefix=app:");
        await Suite(name => new RedisStateStore(connection, new RedisStateOptions { OperationTimeout = TimeSpan.FromSeconds(20) }, new StateScope("borrowed", name)))
            .VerifyAsync(promise, TestContext.Current.CancellationToken);
        Assert.True(connection.IsConnected);
    }

    internal static StateStoreConformance Suite(Func<string, StateStore> open) => new((name, _) => new(open(name)), StateStoreReach.Replicas);

    private static async Task VerifyAsync(RedisServer server, string promise, string? user) =>
        await Suite(name => server.Store(new StateScope(user ?? "scripts", name), user)).VerifyAsync(promise, TestContext.Current.CancellationToken);
}
