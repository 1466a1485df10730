using Microsoft.Extensions.Hosting;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>Runs the engine with the host: reads the saved state before requests are served, ticks, and leaves cleanly.</summary>
internal sealed class RolloutController(RolloutEngine engine, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _ticking = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.LoadAsync(cancellationToken).ConfigureAwait(false);
        await engine.TickAsync(cancellationToken).ConfigureAwait(false);
        _ticking = TickAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _ticking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await engine.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(GuardTick.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                // Not awaited: a store that hangs must not keep guards from ticking. Steps of one rollout never overlap.
                _ = engine.TickAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
