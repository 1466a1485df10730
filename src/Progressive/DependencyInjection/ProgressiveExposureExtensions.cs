using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Progressive.Exposures;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the record of who got which variant.</summary>
public static class ProgressiveExposureExtensions
{
    /// <summary>
    /// Records exposures: that a unit used a variant, once for each (unit, flag, variant, revision). Without it nothing is recorded. They are logged as
    /// OpenTelemetry's event <c>feature_flag.evaluation</c>, and go to the sinks that are added.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says what is recorded and how much is remembered; null keeps the defaults.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddExposures(this ProgressiveBuilder builder, Action<ExposureOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<ExposureOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ExposureOptions>, ExposureOptionsValidator>());
        services.TryAddSingleton<ExposureRecorder>();
        services.TryAddSingleton(static s => new ExposureLog(s.GetService<ILogger<ExposureLog>>() ?? NullLogger<ExposureLog>.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ExposureSink, EventExposureSink>(static s => new EventExposureSink(
            s.GetService<ILogger<Exposure>>() ?? NullLogger<Exposure>.Instance,
            s.GetRequiredService<IOptions<ExposureOptions>>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExposureSender>());
        return builder;
    }

    /// <summary>Sends exposures to a sink of your own as well. Adds what <see cref="AddExposures"/> adds, where that was not called.</summary>
    /// <typeparam name="TSink">The sink; made once by the container, which disposes it.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ProgressiveBuilder AddExposureSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(
        this ProgressiveBuilder builder)
        where TSink : ExposureSink
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddExposures();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ExposureSink, TSink>());
        return builder;
    }
}
