using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// Tells watchers of changes: one loop for a store, begun by the first of them. It looks when a hint was heard, from time to time, after the connection came back and after errors;
/// each look asks for what changed since the last, so it costs the same however many records there are.
/// </summary>
internal sealed class RedisWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_shortInterval = TimeSpan.FromSeconds(1);

    /// <summary>However many hints come, looks are no closer together than this.</summary>
    private static readonly TimeSpan s_closest = TimeSpan.FromMilliseconds(20);

    private readonly RedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private readonly RedisWatchers _watchers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<byte> _wake = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _sync = new();

    /// <summary>What watchers were told of each key; guarded by <see cref="_sync"/>, as own writes tell too.</summary>
    private Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private bool _hasLooked;
    private string? _generation;
    private long _version;
    private bool _failed;
    private IConnectionMultiplexer? _followed;
    private Task? _loop;

    internal RedisWatch(RedisConnection connection, RedisKeys keys, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _keys = keys;
        _interval = interval;
        _time = time;
        _logger = logger;
        Hints = new RedisHints(connection, keys, time, logger, Wake);
    }

    internal RedisHints Hints { get; }

    internal async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var watcher = _watchers.Add();
        try
        {
            Start();
            Wake();
            while (await watcher.Signal.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                watcher.Signal.Reader.TryRead(out _);
                foreach (var key in _watchers.Take(watcher))
                {
                    yield return key;
                }
            }
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }

    /// <summary>This process wrote a record: its watchers need not wait to hear of it.</summary>
    internal void Written(string key, long version)
    {
        if (_loop is not null && Tell(key, version))
        {
            _watchers.Publish([key]);
        }
    }

    /// <summary>A call has failed: what changed meanwhile may not have been heard.</summary>
    internal void Doubt()
    {
        Volatile.Write(ref _failed, true);
        Wake();
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_sync)
        {
            loop = _loop;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _watchers.End();
        if (loop is not null)
        {
            await loop.ConfigureAwait(false);
        }

        if (_followed is { } followed)
        {
            followed.ConnectionRestored -= Restored;
            await Hints.UnsubscribeAsync().ConfigureAwait(false);
        }
    }

    private void Wake() => _wake.Writer.TryWrite(0);

    private void Start()
    {
        lock (_sync)
        {
            if (!_stop.IsCancellationRequested)
            {
                _loop ??= Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        using var timer = _time.CreateTimer(static watch => ((RedisWatch)watch!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                await _wake.Reader.ReadAsync(_stop.Token).ConfigureAwait(false);
                var began = _time.GetTimestamp();
                await StepAsync().ConfigureAwait(false);
                if (_time.GetElapsedTime(began) is var passed && passed < s_closest)
                {
                    await Task.Delay(s_closest - passed, _time, _stop.Token).ConfigureAwait(false);
                }

                timer.Change(Wait(), Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The store was disposed.
        }
    }

    private async Task StepAsync()
    {
        try
        {
            Volatile.Write(ref _failed, false);
            await LookAsync().ConfigureAwait(false);
            await Hints.StepAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (StateStoreException)
        {
            // The connection has told of it.
            Volatile.Write(ref _failed, true);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // A watch that ended by itself would leave every replica deaf without a word.
            Volatile.Write(ref _failed, true);
            RedisLog.Unexpected(_logger, e);
        }
    }

    private TimeSpan Wait()
    {
        var interval = (Volatile.Read(ref _failed) || Hints.Notice is not null) && _interval > s_shortInterval ? s_shortInterval : _interval;
        var wait = interval * (RandomNumberGenerator.GetInt32(800, 1201) / 1000.0);
        return Volatile.Read(ref _failed) || wait < Hints.Wait ? wait : Hints.Wait;
    }

    private async Task LookAsync()
    {
        var waiting = _watchers.Waiting();
        var since = _hasLooked ? _version : 0;
        var (generation, version, changed) = await _connection.RunAsync("looking for changes", link => ReadAsync(link, since), _stop.Token).ConfigureAwait(false);
        Follow();
        if (_hasLooked && (generation != _generation || version < _version))
        {
            await ReplaceAsync(generation, version).ConfigureAwait(false);
        }
        else
        {
            (_hasLooked, _generation, _version) = (true, generation, version);
            _watchers.Publish([.. changed.Where(change => Tell(change.Key, change.Version)).Select(static change => change.Key)]);
        }

        if (waiting.Count > 0)
        {
            string[] all;
            lock (_sync)
            {
                all = [.. _told.Keys];
            }

            foreach (var watcher in waiting)
            {
                _watchers.Begin(watcher, all);
            }
        }
    }

    /// <summary>What the server holds is not what it held: versions that are remembered say nothing, and every key is told, those that are gone included.</summary>
    private async Task ReplaceAsync(string? generation, long version)
    {
        if (_generation is not null)
        {
            RedisLog.Replaced(_logger, _connection.Server, _keys.Scope.ToString(), _version, _generation, version, generation ?? "none");
        }

        var (_, _, all) = await _connection.RunAsync("looking for changes", link => ReadAsync(link, 0), _stop.Token).ConfigureAwait(false);
        HashSet<string> keys;
        lock (_sync)
        {
            keys = [.. _told.Keys, .. all.Select(static change => change.Key)];
            _told = all.ToDictionary(static change => change.Key, static change => change.Version, StringComparer.Ordinal);
        }

        (_generation, _version) = (generation, version);
        _watchers.Publish(keys);
    }

    /// <summary>The store's version is read before the changes are, so that what comes between is told again rather than not at all.</summary>
    private async Task<(string? Generation, long Version, List<(string Key, long Version)> Changed)> ReadAsync(RedisLink link, long since)
    {
        var document = link.Database.HashGetAsync(_keys.Document, [RedisKeys.Generation, RedisKeys.Version], CommandFlags.DemandMaster);
        var index = link.Database.SortedSetRangeByScoreWithScoresAsync(_keys.Index, since, double.PositiveInfinity, Exclude.Start, flags: CommandFlags.DemandMaster);
        await Task.WhenAll(document, index).ConfigureAwait(false);
        var fields = await document.ConfigureAwait(false);
        var changed = new List<(string, long)>();
        foreach (var entry in await index.ConfigureAwait(false))
        {
            // A member that is not ours tells nothing, and keeps nobody from hearing of the others.
            if (((string?)entry.Element) is { } key && RedisContent.IsKey(key) && entry.Score is > 0 and <= RedisContent.GreatestVersion)
            {
                changed.Add((key, (long)entry.Score));
            }
        }

        return (RedisContent.Generation(fields[0], _keys), RedisContent.Version(fields[1], _keys), changed);
    }

    private bool Tell(string key, long version)
    {
        lock (_sync)
        {
            if (_told.TryGetValue(key, out var told) && told >= version)
            {
                return false;
            }

            _told[key] = version;
            return true;
        }
    }

    private void Follow()
    {
        if (_followed is null && _connection.Opened is { } link)
        {
            _followed = link.Connection;
            _followed.ConnectionRestored += Restored;
        }
    }

    private void Restored(object? sender, ConnectionFailedEventArgs e)
    {
        if (e.ConnectionType == ConnectionType.Subscription)
        {
            Hints.Doubt();
        }

        Wake();
    }
}
