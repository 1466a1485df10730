using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Progressive.Flags;

namespace Progressive.Variants.Services;

/// <summary>Runs every <c>ReadyWhen</c> until it completes; until then the candidate is warming.</summary>
internal sealed class CandidatePreparation : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<VariantServicePlan, Availability> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly LiveFlags _live;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<CandidatePreparation> _logger;
    private readonly long _created;
    private Task _running = Task.CompletedTask;

    public CandidatePreparation(VariantServicePlans plans, LiveFlags live, IServiceScopeFactory scopes, TimeProvider time, ILogger<CandidatePreparation> logger)
    {
        _live = live;
        _scopes = scopes;
        _time = time;
        _logger = logger;
        _created = time.GetTimestamp();
        foreach (var plan in plans.All.Where(p => p.ReadyWhen is not null))
        {
            _waiting[plan] = Availability.Warming;
            Publish(plan.Flag);
        }
    }

    public int WaitingServices
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public IReadOnlyCollection<string> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _waiting.Keys.Select(p => p.Flag).Distinct(StringComparer.OrdinalIgnoreCase)];
            }
        }
    }

    public bool HoldsStart
    {
        get
        {
            var elapsed = _time.GetElapsedTime(_created);
            lock (_gate)
            {
                return _waiting.Keys.Any(p => p.WaitAtStart == Timeout.InfiniteTimeSpan || elapsed < p.WaitAtStart);
            }
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            VariantServicePlan[] plans = [.. _waiting.Keys];
            _running = Task.WhenAll(plans.Select(plan => Task.Run(() => PrepareAsync(plan, _stopping.Token))));
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task PrepareAsync(VariantServicePlan plan, CancellationToken cancellationToken)
    {
        for (var pause = s_firstPause; !cancellationToken.IsCancellationRequested; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                var scope = _scopes.CreateAsyncScope();
                await using (scope.ConfigureAwait(false))
                {
                    await plan.ReadyWhen!(scope.ServiceProvider, cancellationToken).ConfigureAwait(false);
                }

                Set(plan, null);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Set(plan, new Availability(AvailabilityKind.Warming, $"not ready: {e.GetType().Name}: {e.Message}"));
                _logger.NotReady( plan.Flag, plan.ServiceType, pause.TotalSeconds, e);
            }
            catch (Exception)
            {
                // The host stops; what was being prepared is no longer wanted.
                return;
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Set(VariantServicePlan plan, Availability? availability)
    {
        lock (_gate)
        {
            if (availability is null)
            {
                _waiting.Remove(plan);
            }
            else
            {
                _waiting[plan] = availability;
            }

            Publish(plan.Flag);
        }
    }

    /// <summary>Several services may follow one flag: its candidate is ready when all of theirs are.</summary>
    private void Publish(string flag)
    {
        var waiting = _waiting.FirstOrDefault(w => string.Equals(w.Key.Flag, flag, StringComparison.OrdinalIgnoreCase)).Value;
        _live.Update(flag, state => state with
        {
            Unready = waiting is null
                ? state.Unready.Remove(VariantNames.Candidate)
                : state.Unready.SetItem(VariantNames.Candidate, waiting),
        });
    }
}
