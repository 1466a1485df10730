using Npgsql;

namespace Progressive.PostgreSql;

/// <summary>Where connections come from: from the application's own data source, or from two that are made of a connection string and end with the store.</summary>
internal sealed class Connections : IDisposable, IAsyncDisposable
{
    private const int MostPooled = 10;
    private const int KeepAliveSeconds = 30;

    private readonly bool _isOwn;

    private Connections(NpgsqlDataSource pooled, NpgsqlDataSource listening, string server, bool isOwn) => (Pooled, Listening, Server, _isOwn) = (pooled, listening, server, isOwn);

    /// <summary>For operations.</summary>
    public NpgsqlDataSource Pooled { get; }

    /// <summary>For the one connection that hears hints.</summary>
    public NpgsqlDataSource Listening { get; }

    /// <summary>Host and database, for people; no user and no password.</summary>
    public string Server { get; }

    public static Connections Of(NpgsqlDataSource source)
    {
        var text = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return new(source, source, Name(text), isOwn: false);
    }

    public static Connections Of(string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString);
        var set = text.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

        // Ours, whatever it says: a transaction of the caller is not.
        text.Enlist = false;
        if (!set.Contains("Maximum Pool Size"))
        {
            // One decision at a time is what the scope's row allows anyway; and a server has connections for a hundred of everybody.
            text.MaxPoolSize = Math.Max(MostPooled, text.MinPoolSize);
        }

        if (!set.Contains("Application Name"))
        {
            text.ApplicationName = "progressive";
        }

        if (!set.Contains("Target Session Attributes") && text.Host!.Contains(',', StringComparison.Ordinal))
        {
            text.TargetSessionAttributes = "primary";
        }

        var pooled = NpgsqlDataSource.Create(text);
        text.Pooling = false;
        text.Multiplexing = false;
        if (!set.Contains("Keepalive"))
        {
            text.KeepAlive = KeepAliveSeconds;
        }

        return new(pooled, NpgsqlDataSource.Create(text), Name(text), isOwn: true);
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            Pooled.Dispose();
            Listening.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOwn)
        {
            await Pooled.DisposeAsync().ConfigureAwait(false);
            await Listening.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string Name(NpgsqlConnectionStringBuilder text) => $"PostgreSQL {text.Host}:{text.Port}/{text.Database ?? text.Username}";
}
