using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Progressive.PostgreSql.Diagnostics;
using Progressive.State;

namespace Progressive.PostgreSql.Changes;

/// <summary>
/// Finds out what changed, for all watchers of one store: hints tell at once, and a poll of generation and version finds what no hint told of. It begins with the first watcher and
/// ends with the store.
/// </summary>
internal sealed class ChangeFeed
{
    private readonly Lock _sync = new();
    private readonly KeyWatchers _watchers = new();
    private readonly KnownVersions _known = new();
    private readonly Channel<byte> _wakeUp = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationToken _stop;
    private readonly VersionReader _reader;
    private readonly HintListener _listener;
    private readonly HintTiming _timing;
    private readonly TimeSpan _pollInterval;
    private readonly TimeProvider _time;
    private readonly Outage _outage;
    private readonly string _store;
    private readonly string _scope;
    private readonly ILogger _logger;
    private Task? _work;
    private int _isEverythingNews;
    private volatile string? _degraded;

    public ChangeFeed(
        NpgsqlDataSource listening, Database database, VersionReader reader, StatementTexts texts, Outage outage, TimeSpan pollInterval, HintTiming timing,
        string scope, string store, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        (_reader, _outage, _timing, _pollInterval, _scope, _store, _time, _logger, _stop) = (reader, outage, timing, pollInterval, scope, store, time, logger, stop);
        _listener = new(listening, database, texts, timing, time) { Heard = Hear, Listening = OnListening, Verdict = Judge };
    }

    /// <summary>That hints are not heard, and why. An outage, in which nothing is heard either, is told by exceptions.</summary>
    public string? Notice => _outage.IsOn ? null : _degraded;

    /// <summary>Completes when nothing runs here any more.</summary>
    public Task Work
    {
        get
        {
            lock (_sync)
            {
                return _work ?? Task.CompletedTask;
            }
        }
    }

    public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken) => _watchers.WatchAsync(PresentAsync, cancellationToken);

    /// <summary>This process wrote: its own watchers need not wait for the hint, which then is no news.</summary>
    public void Wrote(ChangeHint written)
    {
        if (_known.Hear(written))
        {
            _watchers.Publish([written.Key]);
        }
    }

    private async ValueTask<IEnumerable<string>> PresentAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reading = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _known.Begin(reading);
            return reading.Keys.Keys;
        }
        catch (StateStoreException)
        {
            Resynchronize();
            return [];
        }
        finally
        {
            Begin();
        }
    }

    /// <summary>Not before somebody knows what there is: what is looked for is what differs from it.</summary>
    private void Begin()
    {
        lock (_sync)
        {
            if (!_stop.IsCancellationRequested)
            {
                _work ??= Task.WhenAll(
                    Task.Run(() => PollAsync(_stop), CancellationToken.None), Task.Run(() => _listener.RunAsync(_stop), CancellationToken.None));
            }
        }
    }

    private void Hear(string payload)
    {
        if (ChangeHint.Read(payload, _scope) is not { } hint)
        {
            return;
        }

        if (_known.Hear(hint))
        {
            _watchers.Publish([hint.Key]);
        }
    }

    /// <summary>First listen, then read: what was said before is found by the reading, what is said after is heard.</summary>
    private void OnListening(bool isAgain)
    {
        if (isAgain)
        {
            Resynchronize();
        }

        _wakeUp.Writer.TryWrite(0);
    }

    private void Resynchronize() => Interlocked.Exchange(ref _isEverythingNews, 1);

    private void Judge(string? trouble)
    {
        if (trouble is null)
        {
            if (_degraded is not null)
            {
                _degraded = null;
                PostgreSqlLog.HintsRestored(_logger, _store);
            }
        }
        else if (_degraded is null && !_outage.IsOn)
        {
            var notice = $"{ErrorCodes.HintsDegraded}: Hints of changes in {_store} are not heard: {trouble}. Changes of other processes are found by polling, within about "
                + $"{Shorter(_timing.DegradedPoll, _pollInterval).TotalSeconds:0.###} s. Connect past poolers that share connections between transactions.";
            _degraded = notice;
            _wakeUp.Writer.TryWrite(0);
            PostgreSqlLog.HintsDegraded(_logger, notice);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        Task<byte>? wakeUp = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            wakeUp ??= _wakeUp.Reader.ReadAsync(cancellationToken).AsTask();
            using (var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                var period = HintTiming.Spread(_degraded is null ? _pollInterval : Shorter(_timing.DegradedPoll, _pollInterval));
                await Task.WhenAny(wakeUp, Task.Delay(period, _time, pause.Token)).ConfigureAwait(false);
                await pause.CancelAsync().ConfigureAwait(false);
            }

            wakeUp = wakeUp.IsCompleted ? null : wakeUp;
            await LookAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var isEverythingNews = Interlocked.Exchange(ref _isEverythingNews, 0) == 1;
        try
        {
            var position = await _reader.PositionAsync(cancellationToken).ConfigureAwait(false);
            if (isEverythingNews || position is not { } at || !_known.IsAt(at.Generation, at.Version))
            {
                var reading = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                _watchers.Publish(_known.Take(reading, isEverythingNews));
            }
        }
        catch (StateStoreException)
        {
            // What was said meanwhile was perhaps not heard.
            Resynchronize();
        }
        catch (OperationCanceledException)
        {
            // The store is disposed.
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
