using Progressive.State;

namespace Progressive.Redis;

/// <summary>How state is kept in Redis; checked when the host starts.</summary>
public sealed class RedisStateOptions
{
    /// <summary>
    /// Where Redis is, as a configuration string of StackExchange.Redis: <c>host:6379,user=…,password=…,ssl=true</c>. Needed unless the application brings its own connection.
    /// The store sets <c>abortConnect</c>, the timeouts and what only topology changes need by itself. May hold secrets, and is shown nowhere.
    /// </summary>
    public string? Configuration { get; set; }

    /// <summary>Whose state it is. Null, the default: <c>Progressive:Application</c> and <c>Progressive:Environment</c> in configuration, else what the host says.</summary>
    public StateScope? Scope { get; set; }

    /// <summary>
    /// How often to ask whether something changed, in case nothing was heard of it; give or take a fifth. Default 5 s, at least 0.1 s, at most 5 min.
    /// While hints are not heard and after errors it is 1 s, or this where it is less.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a caller waits at the most, connecting included. Default 1 s, at least 0.05 s, at most 30 s.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The application brings its own connection.</summary>
    internal bool BorrowsConnection { get; set; }
}
