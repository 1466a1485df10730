using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>An open connection and what follows from it.</summary>
internal sealed class RedisLink : IDisposable
{
    private readonly Lock _sync = new();
    private TaskCompletionSource<string> _nextError = NewError();
    private volatile Exception? _refusal;

    internal RedisLink(IConnectionMultiplexer connection)
    {
        Connection = connection;
        Database = connection.GetDatabase();
        ChannelPrefix = PrefixOf(connection);
        connection.ErrorMessage += Remember;
        connection.ConnectionFailed += Remember;
        connection.ConnectionRestored += Forget;
    }

    internal IConnectionMultiplexer Connection { get; }

    internal IDatabase Database { get; }

    /// <summary>
    /// What the client puts before the names of channels by itself. Scripts publish past the client, so there it has to be put by hand.
    /// </summary>
    internal string ChannelPrefix { get; }

    /// <summary>
    /// The next error that the server sends. For transactions: the client answers all of one with <c>EXECABORT</c>, and what was wrong comes this way alone.
    /// </summary>
    internal Task<string> NextError
    {
        get
        {
            lock (_sync)
            {
                return _nextError.Task;
            }
        }
    }

    /// <summary>Why the server last refused to let this application in; null while it does not. The client's own errors need not say.</summary>
    internal Exception? Refusal => _refusal;

    public void Dispose()
    {
        Connection.ErrorMessage -= Remember;
        Connection.ConnectionFailed -= Remember;
        Connection.ConnectionRestored -= Forget;
    }

    private static TaskCompletionSource<string> NewError() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Remember(object? sender, RedisErrorEventArgs e)
    {
        if (e.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            return;
        }

        TaskCompletionSource<string> error;
        lock (_sync)
        {
            (error, _nextError) = (_nextError, NewError());
        }

        error.TrySetResult(e.Message);
    }

    // After a refusal the server closes the socket, which is a failure too and says nothing new; one that cannot be reached at all refuses nobody.
    private void Remember(object? sender, ConnectionFailedEventArgs e) =>
        _refusal = RedisFailures.RefusalIn(e.Exception)
            ?? (e.FailureType == ConnectionFailureType.AuthenticationFailure ? e.Exception : e.FailureType == ConnectionFailureType.UnableToConnect ? null : _refusal);

    private void Forget(object? sender, ConnectionFailedEventArgs e) => _refusal = e.ConnectionType == ConnectionType.Interactive ? null : _refusal;

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
