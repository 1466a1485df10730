using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis.Tests;

public sealed class OptionTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_description_names_servers_and_scope_and_no_secret()
    {
        using var store = new RedisStateStore(
            new RedisStateOptions { Configuration = "redis.internal:6380,10.0.0.7:6379,user=shop,password=hunter2,ssl=true,sslHost=secret.host" }, new StateScope("shop", "prod"));

        Assert.Equal("Redis at redis.internal:6380,10.0.0.7:6379, shop in prod", store.Description);
    }

    [Fact]
    public async Task A_host_keeps_state_in_the_scope_that_configuration_names()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Shop.Web", EnvironmentName = "Staging" });
        builder.Configuration["Progressive:Application"] = "Shop";
        builder.Services.AddProgressiveDelivery().AddRedisState(server.Configuration(), options => options.OperationTimeout = TimeSpan.FromSeconds(20));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        var store = host.Services.GetRequiredService<StateStore>();
        Assert.EndsWith(", shop in staging", store.Description, StringComparison.Ordinal);
        await store.TryWriteAsync("mine", "1"u8.ToArray(), 0, Cancellation);
        Assert.True(await server.Database.KeyExistsAsync("{pg:shop:staging}:doc"));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_host_may_bring_its_connection_and_a_scope()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Configuration());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
        builder.Services.AddProgressiveDelivery()
            .AddRedisState(s => s.GetRequiredService<IConnectionMultiplexer>(), options => options.Scope = new StateScope("other", "place"));
        using (var host = builder.Build())
        {
            await host.StartAsync(Cancellation);
            Assert.EndsWith(", other in place", host.Services.GetRequiredService<StateStore>().Description, StringComparison.Ordinal);
            await host.StopAsync(Cancellation);
        }

        Assert.True(connection.IsConnected);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_when_the_host_starts()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddProgressiveDelivery().AddRedisState("host:6379,password=hun,ter2=x", options =>
        {
            options.PollInterval = TimeSpan.Zero;
            options.OperationTimeout = TimeSpan.FromMinutes(1);
        });
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Equal(3, error.Failures.Count());
        Assert.All(error.Failures, failure => Assert.StartsWith("PRG0369: RedisStateOptions.", failure, StringComparison.Ordinal));
        Assert.DoesNotContain("ter2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ssl=true")]
    public void A_configuration_without_a_server_is_refused(string? configuration)
    {
        var error = Assert.Throws<ArgumentException>(() => new RedisStateStore(new RedisStateOptions { Configuration = configuration }, new StateScope("shop", "prod")));
        Assert.Contains("PRG0369: RedisStateOptions.Configuration ", error.Message, StringComparison.Ordinal);
    }
}
