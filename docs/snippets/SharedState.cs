using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Snippets;

internal static class SharedState
{
    public static void KeepInRedis(WebApplicationBuilder builder, string password)
    {
        builder.Services.AddProgressiveDelivery()
            .AddRedisState("redis.internal:6379,user=shop,password=" + password);
    }

    public static void KeepInRedisOverAConnection(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddRedisState(
                services => services.GetRequiredService<IConnectionMultiplexer>(),
                options => options.PollInterval = TimeSpan.FromSeconds(2));
    }
}
