using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Progressive.PostgreSql;
using Progressive.State;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says that rollouts keep their state in PostgreSQL.</summary>
public static class PostgreSqlStateBuilderExtensions
{
    /// <summary>Keeps state in PostgreSQL, where the replicas of this application in this environment share it. See <see cref="StateScope.Of"/> for what these two are.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">Where the server is, as Npgsql reads it.</param>
    /// <param name="configure">Changes the other options; null keeps the defaults.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddPostgreSqlState(this ProgressiveBuilder builder, string connectionString, Action<PostgreSqlStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        return builder.AddPostgreSqlState(dataSource: null, options => options.ConnectionString = connectionString, configure);
    }

    /// <summary>
    /// Keeps state in PostgreSQL through a data source of the application, which the application disposes: it keeps its credentials, certificates and pool to itself.
    /// One connection of its pool is held for hints.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">Finds the data source, once; such as <c>s =&gt; s.GetRequiredService&lt;NpgsqlDataSource&gt;()</c>.</param>
    /// <param name="configure">Changes the options; null keeps the defaults.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddPostgreSqlState(
        this ProgressiveBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgreSqlStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.AddPostgreSqlState(dataSource, static options => options.HasDataSource = true, configure);
    }

    private static ProgressiveBuilder AddPostgreSqlState(
        this ProgressiveBuilder builder, Func<IServiceProvider, NpgsqlDataSource>? dataSource, Action<PostgreSqlStateOptions> connect, Action<PostgreSqlStateOptions>? configure)
    {
        var services = builder.Services;
        services.AddOptions<PostgreSqlStateOptions>().Configure(connect).Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlStateOptions>, PostgreSqlStateOptionsValidator>());
        services.Replace(ServiceDescriptor.Singleton<StateStore>(s =>
        {
            var options = s.GetRequiredService<IOptions<PostgreSqlStateOptions>>().Value;
            var scope = options.Scope ?? StateScope.Of(s.GetService<IConfiguration>(), s.GetService<IHostEnvironment>());
            var (time, logger) = (s.GetRequiredService<TimeProvider>(), s.GetService<ILogger<PostgreSqlStateStore>>());
            return dataSource is null
                ? new PostgreSqlStateStore(options, scope, time, logger)
                : new PostgreSqlStateStore(dataSource(s), options, scope, time, logger);
        }));
        return builder;
    }
}
