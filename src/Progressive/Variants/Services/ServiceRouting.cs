using Microsoft.Extensions.Logging;
using Progressive.Metrics;

namespace Progressive.Variants.Services;

/// <summary>What all proxies of one service share.</summary>
internal sealed class ServiceRouting<T>
    where T : class
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private readonly VariantServicePlan _plan;
    private readonly Func<IServiceProvider, T> _stable;
    private readonly Func<IServiceProvider, T> _candidate;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private long _reportedAt = long.MinValue;

    public ServiceRouting(VariantServicePlan plan, VariantServicePlans plans, VariantRoute route, TimeProvider time, ILogger logger)
    {
        _plan = plan;
        _stable = plan.Stable.Resolver<T>(plans.Services);
        _candidate = plan.Candidate.Resolver<T>(plans.Services);
        _logger = logger;
        _time = time;
        Route = route;
    }

    public VariantRoute Route { get; }

    public T CreateProxy(IServiceProvider scope)
    {
        var proxy = VariantProxies.Find<T>() ?? throw VariantServiceErrors.ProxyMissing(typeof(T)).ToException();
        return proxy.Create(new RoutedService<T>(this, scope, _stable(scope)));
    }

    public T ResolveCandidate(IServiceProvider scope) => _candidate(scope);

    /// <summary>Ends a call that threw.</summary>
    /// <returns>Whether it failed, so that stable may answer: neither the caller's cancellation nor its fault.</returns>
    public bool Record(in VariantCall call, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            call.Abandon();
            return false;
        }

        if (IsRejection(exception))
        {
            call.Complete(OutcomeKind.Rejected);
            return false;
        }

        call.Complete(OutcomeKind.Error, exception.GetType().FullName);
        return true;
    }

    /// <summary>Logs that the candidate cannot be made; now and then, since every call may find that out.</summary>
    public void ReportUnmade(Exception exception)
    {
        var now = _time.GetTimestamp();
        var last = Interlocked.Read(ref _reportedAt);
        if ((last == long.MinValue || _time.GetElapsedTime(last, now) >= s_quiet)
            && Interlocked.CompareExchange(ref _reportedAt, now, last) == last)
        {
            _logger.NotConstructed(typeof(T), _plan.Flag, exception);
        }
    }

    private bool IsRejection(Exception exception)
    {
        foreach (var isRejection in _plan.Rejections)
        {
            try
            {
                if (isRejection(exception))
                {
                    return true;
                }
            }
            catch (Exception)
            {
                // This runs inside an exception filter, on the caller's path: a predicate that throws says no.
            }
        }

        return false;
    }
}
