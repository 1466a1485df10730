namespace Progressive.Exposures;

/// <summary>Which uses of variants are recorded, how much is remembered of them, and what is logged. Set with <c>AddExposures(options => …)</c>.</summary>
public sealed class ExposureOptions
{
    /// <summary>
    /// The reasons that make a use an exposure. Default: <c>Split</c>, <c>TargetingMatch</c> and <c>Default</c>, which are the answers that might have been
    /// others for somebody else. An experiment needs those by <c>Split</c> alone.
    /// </summary>
    public IReadOnlyCollection<EvaluationReason> Reasons { get; set; } = [EvaluationReason.Split, EvaluationReason.TargetingMatch, EvaluationReason.Default];

    /// <summary>How many exposures are remembered, so that they are not sent twice, 8 bytes each. 1,024 to 16,777,216, rounded up to a power of two. Default: 65,536 (512 KB).</summary>
    /// <remarks>Beyond it the oldest are forgotten and sent again when they recur, counted by <c>progressive.exposures</c> as <c>evicted</c>.</remarks>
    public int Capacity { get; set; } = 65_536;

    /// <summary>After how long an exposure that recurs is sent again. A minute to seven days; default: one hour, and up to a sixteenth more.</summary>
    public TimeSpan RepeatAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many exposures may wait to be sent. 64 to 1,048,576, rounded up to a power of two. Default: 8,192. What does not fit is dropped, counted, and recorded at the next use.</summary>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>How long a sink may take for a batch. More than zero, at most five minutes; default: ten seconds.</summary>
    public TimeSpan SinkTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether exposures are logged as OpenTelemetry's event <c>feature_flag.evaluation</c>. Default: true.</summary>
    public bool LogEvents { get; set; } = true;

    /// <summary>How much of the unit the logged events say, as <c>feature_flag.context.id</c>. Default: nothing. Sinks get it as it is.</summary>
    public ExposureUnit LoggedUnit { get; set; }
}
