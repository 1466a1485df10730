using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Progressive.PostgreSql;
using StackExchange.Redis;

namespace Snippets;

internal static class SharedState
{
    public static void InPostgreSql(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddPostgreSqlState(builder.Configuration.GetConnectionString("Rollouts")!);
    }

    public static void ThroughTheApplicationsDataSource(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddPostgreSqlState(s => s.GetRequiredService<NpgsqlDataSource>(), options => options.MigrateOnStart = false);
    }

    public static void PrintTheSchema()
    {
        Console.WriteLine(PostgreSqlStateStore.MigrationScript);
    }

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
