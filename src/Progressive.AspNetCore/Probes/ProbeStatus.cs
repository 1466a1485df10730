using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Probes;

/// <summary>What the three probes say, from cached state only.</summary>
/// <remarks>
/// Never coupled to a fact that other replicas share, a store or a verdict: probes that all fail at once take a whole service down. A rollout
/// taken back leaves a process ready, because stable serves.
/// </remarks>
internal sealed class ProbeStatus(
    IProgressiveReadiness readiness,
    IHostApplicationLifetime lifetime,
    IOptions<ProgressiveHttpOptions> options,
    ILogger<ProbeStatus> logger)
{
    private static readonly ProbeAnswer s_live = new(StatusCodes.Status200OK, "live");
    private static readonly ProbeAnswer s_started = new(StatusCodes.Status200OK, "started");
    private static readonly ProbeAnswer s_starting = new(StatusCodes.Status503ServiceUnavailable, "starting");
    private static readonly ProbeAnswer s_ready = new(StatusCodes.Status200OK, "ready");
    private static readonly ProbeAnswer s_unready = new(StatusCodes.Status503ServiceUnavailable, "unready");
    private static readonly ProbeAnswer s_stopping = new(StatusCodes.Status503ServiceUnavailable, "stopping");

    private readonly IReadOnlyList<string> _required = options.Value.RequiredFlags;
    private string? _told;

    public static ProbeAnswer Live() => s_live;

    public ProbeAnswer Started() => readiness.IsStarted ? s_started : s_starting;

    public ProbeAnswer Ready()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return s_stopping;
        }

        if (readiness.IsReady(_required, out var why))
        {
            Volatile.Write(ref _told, null);
            return s_ready;
        }

        // The body has no room for the reason, and a probe asks every few seconds: the log hears each reason once.
        if (Interlocked.Exchange(ref _told, why ?? "") != (why ?? ""))
        {
            HttpLog.NotReady(logger, why ?? "no reason was given");
        }

        return s_unready;
    }
}
