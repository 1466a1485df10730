using Microsoft.Extensions.Logging;

namespace Progressive.Exposures;

/// <summary>What is logged of exposures that did not arrive; the event ids are stable.</summary>
internal sealed partial class ExposureLog(ILogger<ExposureLog> logger)
{
    [LoggerMessage(3040, LogLevel.Warning, "Exposures: {Sink} did not take a batch: {Problem}.")]
    public partial void Failed(string sink, string problem);
}
