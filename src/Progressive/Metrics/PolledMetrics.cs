using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Progressive.Metrics;

/// <summary>Asks the sources of metrics for their values, for the windows whose guards want them.</summary>
/// <remarks>
/// One question for each metric and window at a time, a bounded number altogether; none is waited for. What is no number at or above zero, and what
/// does not come, is counted and shown and is otherwise nothing: an outage neither promotes nor takes back.
/// </remarks>
internal sealed class PolledMetrics(MetricWindows windows, MetricCatalog catalog, MetricSources sources, MetricLog log, TimeProvider time) : IHostedService, IDisposable
{
    internal static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private const int MostQuestions = 64;

    private readonly ConcurrentDictionary<(string Metric, MetricWindow Window), long> _asked = new();
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private int _questions;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Ask(), null, Look, Look);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_timer is { } timer)
        {
            _timer = null;
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
    }

    private void Ask()
    {
        foreach (var metric in catalog.Current.All)
        {
            if (metric is not { Source: { } source, Query: { } query })
            {
                continue;
            }

            foreach (var (flag, variant, revision, window) in windows.All)
            {
                if (window.Measures is { HasReaders: true } measures && measures.IsRead(metric.Key) && IsDue(metric, window))
                {
                    _ = AskAsync(metric, source, MetricQuery.Of(query, flag, variant, revision), window);
                }
            }
        }
    }

    private bool IsDue(MetricDefinition metric, MetricWindow window)
    {
        var now = time.GetTimestamp();
        var key = (metric.Key, window);
        if (_asked.TryGetValue(key, out var last) && (last == long.MaxValue || time.GetElapsedTime(last, now) < metric.Every) || Volatile.Read(ref _questions) >= MostQuestions)
        {
            return false;
        }

        _asked[key] = long.MaxValue;
        return true;
    }

    private async Task AskAsync(MetricDefinition metric, string source, string query, MetricWindow window)
    {
        Interlocked.Increment(ref _questions);
        var asked = time.GetTimestamp();
        try
        {
            using var patience = new CancellationTokenSource(s_patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token);
            var value = await sources.Find(source).ReadAsync(query, both.Token).AsTask().WaitAsync(both.Token).ConfigureAwait(false);
            catalog.Tell(metric.Key, value is { } number ? window.Record(metric.Key, number) ? null : $"its value {number} is no number at or above zero" : "it has no value now");
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            var problem = e is OperationCanceledException ? "no answer within 5 s" : e.Message;
            if (catalog.Tell(metric.Key, problem))
            {
                log.SourceFailed(metric.Key, source, problem);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _questions);
            _asked[(metric.Key, window)] = asked;
        }
    }
}
