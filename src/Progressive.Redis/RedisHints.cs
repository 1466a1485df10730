using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Progressive.Redis.Diagnostics;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// What is heard on the channel. Publishing promises nothing: a proxy, an access rule or a connection that died unnoticed can keep hints away without an error anywhere. So this process
/// says something to itself from time to time, and where it does not hear it, it says so.
/// </summary>
internal sealed class RedisHints(RedisConnection connection, RedisKeys keys, TimeProvider time, ILogger logger, Action wake)
{
    internal static readonly TimeSpan TestInterval = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan TestIntervalWhileLost = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What a process says to itself; a generation, which hints begin with, is never this.</summary>
    private const string TestPrefix = "?";

    private readonly Lock _sync = new();
    private readonly RedisChannel _channel = RedisChannel.Literal(keys.Channel);
    private ISubscriber? _subscriber;
    private string? _expected;
    private long _asked;
    private long _nextTest;
    private bool _isTestDue = true;
    private bool _heard;
    private volatile string? _notice;

    /// <summary>Why hints are not relied upon, or null.</summary>
    internal string? Notice => _notice;

    /// <summary>How long until <see cref="StepAsync"/> has something to do.</summary>
    internal TimeSpan Wait
    {
        get
        {
            lock (_sync)
            {
                var wait = _expected is not null ? Patience - time.GetElapsedTime(_asked) : _isTestDue ? TimeSpan.Zero : Interval - time.GetElapsedTime(_nextTest);
                return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            }
        }
    }

    private TimeSpan Interval => _notice is null ? TestInterval : TestIntervalWhileLost;

    /// <summary>The connection came back: whether it hears is to be found out.</summary>
    internal void Doubt()
    {
        lock (_sync)
        {
            _isTestDue = true;
            _heard = false;
        }
    }

    /// <exception cref="StateStoreException">The server cannot be reached; to be tried again.</exception>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        if (!IsDue())
        {
            return;
        }

        try
        {
            var nonce = TestPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true);
            await connection.RunAsync("listening for changes", SubscribeAsync, cancellationToken).ConfigureAwait(false);
            lock (_sync)
            {
                (_expected, _asked) = (nonce, time.GetTimestamp());
            }

            await connection.RunAsync("telling of changes", link => link.Database.PublishAsync(_channel, nonce), cancellationToken).ConfigureAwait(false);
        }
        catch (StateStoreException e)
        {
            var isRefused = e.Code is ErrorCodes.NotPermitted or ErrorCodes.Refused;
            lock (_sync)
            {
                (_expected, _isTestDue) = (null, !isRefused);
            }

            // An outage is no news about hints. What is forbidden is.
            if (!isRefused)
            {
                throw;
            }

            Lose($"the server refuses them ({e.Message})");
        }
    }

    /// <summary>For a connection that goes on without the store.</summary>
    internal async Task UnsubscribeAsync()
    {
        if (_subscriber is not { } subscriber)
        {
            return;
        }

        try
        {
            await subscriber.UnsubscribeAsync(_channel, Hear, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFailures.IsOutage(e))
        {
            // The application has closed it before.
        }
    }

    /// <summary>Whether to test now; also finds that a test was not heard.</summary>
    private bool IsDue()
    {
        lock (_sync)
        {
            if (_expected is not null && time.GetElapsedTime(_asked) < Patience)
            {
                return false;
            }

            if (_expected is null && !_isTestDue && time.GetElapsedTime(_nextTest) < Interval)
            {
                return false;
            }

            var unheard = _expected is not null;
            (_expected, _isTestDue, _nextTest) = (null, false, time.GetTimestamp());
            if (!unheard)
            {
                return true;
            }
        }

        Lose("what this process says on the channel does not come back to it");
        return false;
    }

    private async Task<bool> SubscribeAsync(RedisLink link)
    {
        var subscriber = link.Connection.GetSubscriber();
        if (_subscriber is not null && _notice is not null)
        {
            // Somebody between may have forgotten who listens, without a connection that broke.
            await subscriber.UnsubscribeAsync(_channel, Hear, CommandFlags.FireAndForget).ConfigureAwait(false);
            _subscriber = null;
        }

        if (_subscriber is null)
        {
            await subscriber.SubscribeAsync(_channel, Hear).ConfigureAwait(false);
            _subscriber = subscriber;
        }

        return true;
    }

    /// <summary>On a thread of the client. What a hint says is not believed: it makes the store look.</summary>
    private void Hear(RedisChannel channel, RedisValue message)
    {
        if (((string?)message) is { } text && text.StartsWith(TestPrefix, StringComparison.Ordinal))
        {
            HearTest(text);
            return;
        }

        wake();
    }

    private void HearTest(string nonce)
    {
        bool first, again;
        lock (_sync)
        {
            if (nonce != _expected)
            {
                return;
            }

            _expected = null;
            first = !_heard;
            _heard = true;
            again = _notice is not null;
            _notice = null;
        }

        if (again)
        {
            RedisLog.HintsHeard(logger, connection.Server);
        }

        if (first)
        {
            // From here on hints arrive; what came before this may have been missed.
            wake();
        }
    }

    private void Lose(string reason)
    {
        string notice;
        lock (_sync)
        {
            _heard = false;
            if (_notice is not null)
            {
                return;
            }

            notice = $"{ErrorCodes.HintsLost}: {connection.Server} does not tell this process of changes: {reason}. They are looked for every second instead. "
                + $"Permit the channel '{keys.Channel}', and look at proxies between.";
            _notice = notice;
        }

        RedisLog.HintsLost(logger, notice);
    }
}
