using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Progressive.Rollouts.Webhooks;

/// <summary>Tells every receiver what the rollouts tell. Stopping waits for what is queued, as long as the host does.</summary>
internal sealed class WebhookSender : IHostedService, IDisposable
{
    private readonly WebhookLine[] _lines;
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public WebhookSender(
        IEnumerable<WebhookRegistration> webhooks,
        IOptionsMonitor<WebhookOptions> options,
        RolloutFeed feed,
        Func<(string?, string?)> scope,
        TimeProvider time,
        WebhookLog log)
    {
        _lines = [.. webhooks.Select(w => new WebhookLine(w.Name, options.Get(w.Name), w.Handler(), scope, time, log))];
        feed.Listen(Tell);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = Task.WhenAll(_lines.Select(line => line.RunAsync(_stopping.Token)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_lines, line => line.Complete());
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        Array.ForEach(_lines, line => line.Dispose());
    }

    private void Tell(RolloutNews news) => Array.ForEach(_lines, line => line.Tell(news));
}
