using Microsoft.Extensions.Logging;
using Progressive.Diagnostics;

namespace Progressive.Variants.Services;

internal static partial class VariantServiceLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = ErrorCodes.FallbackNotReplayable + ": Flag '{Flag}' has a fallback, but these methods of {Service} take arguments that cannot be used twice: {Methods}. Their failed calls reach the caller.")]
    public static partial void NotReplayable(this ILogger logger, string flag, Type service, string methods);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = ErrorCodes.CandidateNotReady + ": The candidate of {Service} (flag '{Flag}') is not ready: its ReadyWhen failed. It serves nobody; next attempt in {Seconds} s.")]
    public static partial void NotReady(this ILogger logger, string flag, Type service, double seconds, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = ErrorCodes.CandidateNotConstructed + ": The candidate of {Service} (flag '{Flag}') could not be constructed; stable serves, and each such call counts as an error of the candidate. Logged at most once a minute.")]
    public static partial void NotConstructed(this ILogger logger, Type service, string flag, Exception exception);
}
