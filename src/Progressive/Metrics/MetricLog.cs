using Microsoft.Extensions.Logging;

namespace Progressive.Metrics;

/// <summary>What metrics have to tell; each once, until it changes.</summary>
internal sealed partial class MetricLog(ILogger<MetricLog> logger)
{
    [LoggerMessage(EventId = 550, EventName = "MetricSourceFailed", Level = LogLevel.Warning, Message = "Metric '{Metric}': the source '{Source}' gives no value: {Problem}. Rollouts that need it hold; nothing is taken back for it.")]
    private static partial void LogSourceFailed(ILogger logger, string metric, string source, string problem);

    public void SourceFailed(string metric, string source, string problem) => LogSourceFailed(logger, metric, source, problem);
}
