using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.Redis;
using Progressive.State;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the state of rollouts in Redis, for all replicas of an application.</summary>
public static class RedisStateBuilderExtensions
{
    /// <summary>Keeps state in Redis, over a connection of the store's own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">Where Redis is, as StackExchange.Redis reads it: <c>host:6379,user=…,password=…,ssl=true</c>.</param>
    /// <param name="configure">The rest of the options. They can be configured as <see cref="RedisStateOptions"/> elsewhere too.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddRedisState(this ProgressiveBuilder builder, string configuration, Action<RedisStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        return builder.AddRedisState(options => options.Configuration = configuration, configure, static (s, options, scope) => new RedisStateStore(
            options, scope, s.GetRequiredService<TimeProvider>(), s.GetService<ILogger<RedisStateStore>>()));
    }

    /// <summary>Keeps state in Redis, over a connection that the application has and closes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Finds the connection, such as <c>s => s.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>.</param>
    /// <param name="configure">The rest of the options. They can be configured as <see cref="RedisStateOptions"/> elsewhere too.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddRedisState(this ProgressiveBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedisState(static options => options.BorrowsConnection = true, configure, (s, options, scope) => new RedisStateStore(
            connection(s), options, scope, s.GetRequiredService<TimeProvider>(), s.GetService<ILogger<RedisStateStore>>()));
    }

    private static ProgressiveBuilder AddRedisState(
        this ProgressiveBuilder builder, Action<RedisStateOptions> begin, Action<RedisStateOptions>? configure, Func<IServiceProvider, RedisStateOptions, StateScope, RedisStateStore> create)
    {
        var options = builder.Services.AddOptions<RedisStateOptions>().Configure(begin).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisStateOptions>, RedisStateOptionsValidator>());
        builder.Services.Replace(ServiceDescriptor.Singleton<StateStore>(s =>
        {
            var options = s.GetRequiredService<IOptions<RedisStateOptions>>().Value;
            return create(s, options, options.Scope ?? StateScope.Of(s.GetService<IConfiguration>(), s.GetService<IHostEnvironment>()));
        }));
        return builder;
    }
}
