using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>An open connection and what follows from it.</summary>
internal sealed class RedisLink(IConnectionMultiplexer connection)
{
    internal IConnectionMultiplexer Connection => connection;

    internal IDatabase Database { get; } = connection.GetDatabase();

    /// <summary>
    /// What the client puts before the names of channels by itself. Scripts publish past the client, so there it has to be put by hand.
    /// </summary>
    internal string ChannelPrefix { get; } = PrefixOf(connection);

    private static string PrefixOf(IConnectionMultiplexer connection)
    {
        try
        {
            return (string?)ConfigurationOptions.Parse(connection.Configuration).ChannelPrefix ?? "";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return "";
        }
    }
}
