using Microsoft.Extensions.Logging;
using Progressive.AspNetCore.Overrides;

namespace Progressive.AspNetCore.Diagnostics;

/// <summary>What this package tells the log.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(4001, LogLevel.Error, "A source of targeting keys ({Source}) threw; the next source was asked.")]
    public static partial void KeySourceThrew(ILogger logger, string source, Exception exception);

    [LoggerMessage(4002, LogLevel.Error, "The function given to http.Attributes.Set() threw; rules saw only the attributes set before.")]
    public static partial void AttributesThrew(ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Error, "The OutcomeOf callback of AddHttp() threw; the default classification was used.")]
    public static partial void OutcomeThrew(ILogger logger, Exception exception);

    [LoggerMessage(4004, LogLevel.Error, "Endpoints changed while running, and their variants do not fit together: {Problems}")]
    public static partial void ChangedEndpointsDoNotFit(ILogger logger, string problems);

    [LoggerMessage(4005, LogLevel.Error, "Authentication failed while looking for a targeting key; the caller counts as anonymous.")]
    public static partial void AuthenticationThrew(ILogger logger, Exception exception);

    [LoggerMessage(4007, LogLevel.Error, "Reading the attribute '{Attribute}' of a request threw; rules saw none.")]
    public static partial void AttributeThrew(ILogger logger, string attribute, Exception exception);

    [LoggerMessage(4030, LogLevel.Error, "The TrustTargetingKey callback of MapOfrep() threw; the caller's targeting key was not used.")]
    public static partial void OfrepTrustThrew(ILogger logger, Exception exception);

    [LoggerMessage(4010, LogLevel.Error, "The SessionStart callback threw; the request is served as of now.")]
    public static partial void SessionStartThrew(ILogger logger, Exception exception);

    [LoggerMessage(4006, LogLevel.Warning, "Not ready: {Why}")]
    public static partial void NotReady(ILogger logger, string why);

    [LoggerMessage(4008, LogLevel.Warning, "An override token was refused: {Refusal}. The request went on without it; further ones like it are counted, and told of once a minute.")]
    public static partial void OverrideRefused(ILogger logger, OverrideRefusal refusal);

    [LoggerMessage(4009, LogLevel.Error, "The TrustUpstream callback of AddHttp() threw; the caller was not trusted.")]
    public static partial void TrustThrew(ILogger logger, Exception exception);
}
