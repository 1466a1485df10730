using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Progressive.Definitions;
using Progressive.Rollouts;
using Progressive.Rollouts.Webhooks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds whom to tell of rollouts.</summary>
public static class ProgressiveWebhookExtensions
{
    /// <summary>
    /// Sends a message for every transition of a rollout, every kill and restore, and every variant that its guards close. Nothing waits for it: messages
    /// queue, are sent in order, and are tried again when the receiver is down.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The webhook's name, for logs; each has its own. Its options can be configured by this name too.</param>
    /// <param name="configure">Says where to and what; at least <see cref="WebhookOptions.Address"/>.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddWebhook(this ProgressiveBuilder builder, string name, Action<WebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddWebhook(name, configure, WebhookRegistration.NewHandler);
    }

    internal static ProgressiveBuilder AddWebhook(this ProgressiveBuilder builder, string name, Action<WebhookOptions> configure, Func<HttpMessageHandler> handler)
    {
        var services = builder.Services;
        services.AddOptions<WebhookOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        services.AddSingleton(new WebhookRegistration(name, handler));
        services.TryAddSingleton(static s => new WebhookLog(s.GetService<ILogger<WebhookLog>>() ?? NullLogger<WebhookLog>.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WebhookSender>(static s =>
        {
            var loader = s.GetRequiredService<DefinitionLoader>();
            var host = s.GetService<IHostEnvironment>();
            return new WebhookSender(
                s.GetServices<WebhookRegistration>(),
                s.GetRequiredService<IOptionsMonitor<WebhookOptions>>(),
                s.GetRequiredService<RolloutFeed>(),
                () => (loader.Current?.Application ?? host?.ApplicationName, loader.Current?.Environment ?? host?.EnvironmentName),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<WebhookLog>());
        }));
        return builder;
    }
}
