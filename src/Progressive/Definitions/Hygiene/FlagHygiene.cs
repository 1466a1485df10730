using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.Flags;
using Progressive.Rollouts;

namespace Progressive.Definitions.Hygiene;

/// <summary>Gathers once a minute what requests left behind, and says once a day for each flag and reason what should be cleaned up.</summary>
internal sealed class FlagHygiene(LiveFlags live, Func<IRollouts> rollouts, IOptions<HygieneOptions> options, TimeProvider time, ILogger logger) : IHostedService, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Reasons change by the day.
    private static readonly TimeSpan s_look = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_quiet = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly UsageLedger _ledger = new();
    private readonly Dictionary<(string Flag, string Code), DateTimeOffset> _told = [];
    private DateTimeOffset? _looked;
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Sweep();
        _timer = time.CreateTimer(static self => ((FlagHygiene)self!).Tick(), this, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => Interlocked.Exchange(ref _timer, null)?.Dispose();

    public IReadOnlyList<FlagStatus> Statuses()
    {
        lock (_gate)
        {
            var (snapshot, now) = Sweep();
            return [.. snapshot.Flags.Select(flag => Status(flag, now))];
        }
    }

    public FlagStatus? StatusOf(string flag)
    {
        lock (_gate)
        {
            var (snapshot, now) = Sweep();
            return snapshot.TryGet(flag, out var compiled) ? Status(compiled, now) : null;
        }
    }

    private (FlagSnapshot Snapshot, DateTimeOffset Now) Sweep()
    {
        lock (_gate)
        {
            var snapshot = live.Current;
            var now = time.GetUtcNow();
            _ledger.Sweep(snapshot, now);
            return (snapshot, now);
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            var (snapshot, now) = Sweep();
            if (now - _looked < s_look)
            {
                return;
            }

            _looked = now;
            foreach (var finding in snapshot.Flags.SelectMany(flag => FindingsOf(flag, now)))
            {
                if (!_told.TryGetValue((finding.Flag!, finding.Code), out var told) || now - told >= s_quiet)
                {
                    _told[(finding.Flag!, finding.Code)] = now;
                    DefinitionLog.Stale(logger, finding.Code, finding.Message, finding.CleanUp);
                }
            }

            foreach (var old in _told.Where(entry => now - entry.Value >= s_quiet).Select(entry => entry.Key).ToArray())
            {
                _told.Remove(old);
            }
        }
    }

    private IReadOnlyList<FlagFinding> FindingsOf(CompiledFlag flag, DateTimeOffset now) =>
        Staleness.Find(flag.Parts, UsageLedger.Of(flag, now), flag.Parts.Rollout is null ? null : rollouts().Find(flag.Key), options.Value, now);

    private FlagStatus Status(CompiledFlag flag, DateTimeOffset now)
    {
        var notes = flag.Parts.Notes;
        var usage = UsageLedger.Of(flag, now);
        return new FlagStatus
        {
            Key = flag.Key,
            Description = notes.Description,
            Owner = notes.Owner,
            Tags = notes.Tags,
            Expires = notes.Expires,
            IsEnabled = flag.Parts.IsEnabled,
            IsKilled = flag.IsKilled,
            KnownSince = usage.KnownSince,
            LastEvaluated = usage.LastEvaluated,
            Served = usage.Served.ToDictionary(static served => served.Variant, static served => served.At, StringComparer.OrdinalIgnoreCase),
            Answer = usage.Answer,
            SameAnswerSince = usage.AnswerSince,
            Findings = FindingsOf(flag, now),
        };
    }
}
