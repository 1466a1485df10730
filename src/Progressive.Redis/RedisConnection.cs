using System.Globalization;
using System.Net;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// The way to the server: opened by whoever needs it first, and never longer waited for than an operation may take, whatever the network does.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>The client gives up by itself long before; that it may not has been seen where a server refuses what it asks at first.</summary>
    private static readonly TimeSpan s_longestOpening = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _sync = new();
    private readonly ConfigurationOptions? _configuration;
    private readonly RedisOutage _outage;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private Task<RedisLink>? _opening;
    private long _beganOpening;
    private bool _disposed;

    /// <summary>A connection of the store's own, which is closed with it.</summary>
    internal RedisConnection(string configuration, TimeSpan timeout, TimeProvider time, RedisOutage outage)
        : this(timeout, time, outage)
    {
        _configuration = ConfigurationOptions.Parse(configuration);
        var milliseconds = (int)timeout.TotalMilliseconds;

        // To wait for the server is a task of the background; a call that finds it gone fails at once, and no command is kept to be sent later.
        _configuration.AbortOnConnectFail = false;
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.ReconnectRetryPolicy = new ExponentialRetry(500, 5000);

        // The client gives itself up to three times this before it hands out a connection to a server that is not there, and tries in the background only from then on.
        _configuration.ConnectRetry = 1;
        if (!configuration.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase))
        {
            _configuration.ConnectTimeout = (int)s_connectTimeout.TotalMilliseconds;
        }

        _configuration.AsyncTimeout = milliseconds;
        _configuration.SyncTimeout = milliseconds;
        _configuration.IncludeDetailInExceptions = false;

        // Both are for changes of topology that the client itself would make; without them it needs no key and no channel but those of the scope.
        _configuration.TieBreaker = "";
        _configuration.ConfigurationChannel = "";
        Server = $"Redis at {Names(_configuration.EndPoints)}";
    }

    /// <summary>The application's own connection, which stays open.</summary>
    internal RedisConnection(IConnectionMultiplexer connection, TimeSpan timeout, TimeProvider time, RedisOutage outage)
        : this(timeout, time, outage)
    {
        _opening = Task.FromResult(new RedisLink(connection));
        Server = $"Redis at {Names(connection.GetEndPoints(configuredOnly: true))}";
    }

    private RedisConnection(TimeSpan timeout, TimeProvider time, RedisOutage outage)
    {
        _timeout = timeout;
        _time = time;
        _outage = outage;
    }

    /// <summary>What to call it in messages; holds no secrets.</summary>
    internal string Server { get; private init; } = "Redis";

    /// <summary>The connection, if it was opened before.</summary>
    internal RedisLink? Opened => _opening is { IsCompletedSuccessfully: true } opened ? opened.Result : null;

    /// <summary>Does something with the server, and says what went wrong in words of the store.</summary>
    /// <param name="doing">What is done, for messages: "reading records".</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    internal async Task<T> RunAsync<T>(string doing, Func<RedisLink, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(RedisStateStore));
        StateStoreException failure;
        try
        {
            var running = RunAsync(work);
            try
            {
                var result = await running.WaitAsync(_timeout, _time, cancellationToken).ConfigureAwait(false);
                _outage.Succeeded();
                return result;
            }
            finally
            {
                // Where the wait ended first, nobody else looks at how the work ends.
                _ = running.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (StateStoreException e)
        {
            failure = e;
        }
        catch (Exception e) when (RedisFailures.IsOutage(e))
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RedisStateStore));
            failure = e is TimeoutException && Opened is null ? RedisFailures.NotOpened(e, doing, Server, _timeout) : RedisFailures.Of(e, doing, Server, _timeout, Opened?.Refusal);
        }

        _outage.Failed(failure);
        throw failure;
    }

    public async ValueTask DisposeAsync()
    {
        Task<RedisLink>? opening;
        lock (_sync)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            opening = _opening;
        }

        if (_configuration is null || opening is null)
        {
            Opened?.Dispose();
            return;
        }

        var closing = CloseAsync(opening);
        if (opening.IsCompleted)
        {
            await closing.ConfigureAwait(false);
        }
    }

    private static string Names(EndPointCollection endpoints) => Names(endpoints.AsEnumerable());

    private static string Names(IEnumerable<EndPoint> endpoints) =>
        string.Join(',', endpoints.Select(static endpoint => endpoint is DnsEndPoint named ? $"{named.Host}:{named.Port.ToString(CultureInfo.InvariantCulture)}" : endpoint.ToString()));

    /// <summary>One that is still being opened is closed when it is open; nobody waits for that.</summary>
    private static async Task CloseAsync(Task<RedisLink> opening)
    {
        try
        {
            var link = await opening.ConfigureAwait(false);
            link.Dispose();

            // Who still waits for an answer has been told when to give up; a server that is gone must not hold up the end of the host.
            await link.Connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            link.Connection.Dispose();
        }
        catch (Exception e) when (RedisFailures.IsOutage(e))
        {
            // What never opened needs no closing.
        }
    }

    private async Task<T> RunAsync<T>(Func<RedisLink, Task<T>> work)
    {
        var link = await OpenAsync().ConfigureAwait(false);
        return await work(link).ConfigureAwait(false);
    }

    private Task<RedisLink> OpenAsync()
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RedisStateStore));
            if (_opening is { IsCompleted: false } stuck && _configuration is not null && _time.GetElapsedTime(_beganOpening) > s_longestOpening + TimeSpan.FromMilliseconds(_configuration.ConnectTimeout))
            {
                _ = CloseAsync(stuck);
                _opening = null;
            }

            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _beganOpening = _time.GetTimestamp();

                // Not on the caller's thread: names are looked up before the first await.
                _opening = Task.Run(async () => new RedisLink(await ConnectionMultiplexer.ConnectAsync(_configuration!).ConfigureAwait(false)));
            }

            return _opening;
        }
    }
}
