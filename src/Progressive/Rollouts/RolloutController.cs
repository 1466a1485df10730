using Microsoft.Extensions.Hosting;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>Runs the engine with the host: reads the saved state before requests are served, ticks, and leaves cleanly.</summary>
/// <remarks>A timer and not a loop: under a test's own <see cref="TimeProvider"/> a tick is done when the test has advanced the time.</remarks>
internal sealed class RolloutController(RolloutEngine engine, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private Task _last = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.LoadAsync(cancellationToken).ConfigureAwait(false);
        await engine.TickAsync(cancellationToken).ConfigureAwait(false);

        // Not awaited: a store that hangs must not keep guards from ticking. Steps of one rollout never overlap.
        _timer = time.CreateTimer(_ => _last = engine.TickAsync(_stopping.Token), null, GuardTick.Interval, GuardTick.Interval);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        await _last.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await engine.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_timer is { } timer)
        {
            _timer = null;
            await timer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
