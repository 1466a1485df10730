using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Progressive.PostgreSql;

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
}
