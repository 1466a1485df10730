namespace Progressive.PostgreSql.Changes;

/// <summary>How the way of the hints is tested and mended.</summary>
/// <param name="TestEvery">How often this process says something to itself.</param>
/// <param name="Patience">How long it waits to hear it.</param>
/// <param name="DegradedPoll">How often it looks for changes while it does not hear.</param>
/// <param name="Connect">How long a connection for listening may take to come about.</param>
/// <param name="LongestPause">The longest pause between two attempts at one.</param>
internal sealed record HintTiming(TimeSpan TestEvery, TimeSpan Patience, TimeSpan DegradedPoll, TimeSpan Connect, TimeSpan LongestPause)
{
    public static HintTiming Usual { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

    /// <summary>Give or take 20 %, so that replicas that started together do not ask together.</summary>
    public static TimeSpan Spread(TimeSpan period) => period * (System.Security.Cryptography.RandomNumberGenerator.GetInt32(800, 1_201) / 1_000d);
}
