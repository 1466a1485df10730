using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Progressive.Exposures;

/// <summary>Takes exposures to the sinks, off the path of every call, and moves the memory's time on.</summary>
/// <remarks>A timer and not a loop: under a test's own <see cref="TimeProvider"/> what is due is begun when the test has advanced the time.</remarks>
internal sealed class ExposureSender : IHostedService, IAsyncDisposable
{
    /// <summary>At the default size of the queue 32,000 new exposures a second find room.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ExposureRecorder _recorder;
    private readonly ExposureSink[] _sinks;
    private readonly ExposureOptions _options;
    private readonly TimeProvider _time;
    private readonly ExposureLog _log;
    private readonly long _tick;
    private long _swept;
    private ITimer? _timer;

    public ExposureSender(ExposureRecorder recorder, IEnumerable<ExposureSink> sinks, IOptions<ExposureOptions> options, TimeProvider time, ExposureLog log)
    {
        _recorder = recorder;
        _sinks = [.. sinks];
        _options = options.Value;
        _time = time;
        _log = log;
        _tick = Math.Max(1, (long)(_options.RepeatAfter.TotalSeconds / ExposureRecorder.Ticks * time.TimestampFrequency));
        _swept = time.GetTimestamp();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = _time.CreateTimer(static self => _ = ((ExposureSender)self!).RunAsync(), this, Interval, Interval);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        try
        {
            await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await SendAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The host has waited as long as it is willing to.
        }
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _timer, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task RunAsync()
    {
        // A sink that takes its time is not asked to do two things at once.
        if (!await _sending.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            Sweep();
            await SendAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.Failed(nameof(ExposureSender), e.Message);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void Sweep()
    {
        var ticks = (_time.GetTimestamp() - _swept) / _tick;
        if (ticks > 0)
        {
            _swept += ticks * _tick;
            _recorder.Memory.Sweep(ticks);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // A list of its own for each batch: a sink may keep it.
            var batch = new List<Exposure>();
            while (batch.Count < ExposureSink.MaxBatch && _recorder.Queue.TryRead(out var pending))
            {
                batch.Add(pending.Value.ToExposure());
            }

            if (batch.Count == 0)
            {
                return;
            }

            var taken = true;
            foreach (var sink in _sinks)
            {
                taken &= await TrySendAsync(sink, batch, cancellationToken).ConfigureAwait(false);
            }

            if (taken)
            {
                _recorder.Sent += batch.Count;
            }
            else
            {
                _recorder.Failed += batch.Count;
            }
        }
    }

    private async Task<bool> TrySendAsync(ExposureSink sink, List<Exposure> batch, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.SinkTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // Waited for no longer than that even where the sink does not listen.
            await sink.SendAsync(batch, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            _log.Failed(sink.GetType().Name, patience.IsCancellationRequested ? $"no answer within {_options.SinkTimeout}" : e.Message);
            return false;
        }
    }
}
