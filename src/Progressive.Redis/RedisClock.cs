namespace Progressive.Redis;

/// <summary>The clock of the server that holds the scope; in a cluster each has its own.</summary>
internal static class RedisClock
{
    internal static async Task<long> MicrosecondsAsync(RedisLink link, RedisKeys keys)
    {
        var now = await link.Connection.GetServer(keys.Document).TimeAsync().ConfigureAwait(false);
        return (now.ToUniversalTime() - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
