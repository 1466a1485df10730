using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Progressive.Exposures;

/// <summary>
/// Logs exposures as the event that OpenTelemetry's semantic conventions 1.44 describe: a log record, which no sampling of traces touches, named by its event id.
/// </summary>
internal sealed class EventExposureSink(ILogger<Exposure> logger, IOptions<ExposureOptions> options) : ExposureSink
{
    private static readonly EventId s_event = new(3041, "feature_flag.evaluation");

    protected override ValueTask SendAsyncCore(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken)
    {
        if (options.Value.LogEvents && logger.IsEnabled(LogLevel.Information))
        {
            foreach (var exposure in exposures)
            {
                logger.Log(LogLevel.Information, s_event, new ExposureEvent(exposure, options.Value.LoggedUnit), null, static (state, _) => state.ToString());
            }
        }

        return ValueTask.CompletedTask;
    }
}
