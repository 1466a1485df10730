using System.ComponentModel;
using Progressive.Metrics;
using Progressive.Variants.Services;

namespace Progressive.Variants;

/// <summary>What one proxy instance holds: the route, its stable implementation, and its candidate once somebody was sent there. Not for use by hand.</summary>
/// <typeparam name="T">The interface.</typeparam>
/// <remarks>Safe for as many threads as the implementations are.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RoutedService<T>
    where T : class
{
    private readonly ServiceRouting<T> _routing;
    private readonly IServiceProvider _scope;
    private readonly T _stable;

    // Written without a lock: for scoped and singleton candidates the container answers the same instance twice, and of two transient ones
    // made by concurrent first calls one stays.
    private volatile T? _candidate;

    internal RoutedService(ServiceRouting<T> routing, IServiceProvider scope, T stable)
    {
        _routing = routing;
        _scope = scope;
        _stable = stable;
    }

    /// <summary>The implementation that the flag chooses now, for reading a property: decided, but not a call, so nothing is recorded.</summary>
    public T Chosen
    {
        get
        {
            var evaluation = _routing.Route.Evaluate(context: null);
            return IsCandidate(evaluation) && FindCandidate(evaluation) is { } candidate ? candidate : _stable;
        }
    }

    internal T Stable => _stable;

    internal ServiceRouting<T> Routing => _routing;

    /// <summary>Decides, and starts a call.</summary>
    /// <param name="replayable">Whether the arguments can be used twice.</param>
    /// <returns>The running call.</returns>
    public ServiceCall<T> Begin(bool replayable)
    {
        var call = _routing.Route.Start(_routing.Route.Evaluate(context: null));
        return call.IsCandidate ? BeginCandidate(call, replayable) : new ServiceCall<T>(this, _stable, call, replayable: false);
    }

    /// <summary>Decides for a stream, whose calls start when it is enumerated.</summary>
    /// <param name="replayable">Whether the arguments can be used twice.</param>
    /// <returns>The decision.</returns>
    public StreamCall<T> BeginStream(bool replayable)
    {
        var evaluation = _routing.Route.Evaluate(context: null);
        if (!IsCandidate(evaluation))
        {
            return new StreamCall<T>(this, _stable, evaluation, replayable: false);
        }

        return FindCandidate(evaluation) is { } candidate
            ? new StreamCall<T>(this, candidate, evaluation, replayable)
            : new StreamCall<T>(this, _stable, evaluation: null, replayable: false);
    }

    internal VariantCall StartStable() => _routing.Route.Start(VariantNames.Stable, drawn: false);

    private static bool IsCandidate(Evaluation evaluation) =>
        string.Equals(evaluation.Variant, VariantNames.Candidate, StringComparison.OrdinalIgnoreCase);

    private ServiceCall<T> BeginCandidate(VariantCall call, bool replayable)
    {
        Exception? failure = null;
        if ((_candidate ?? Make(out failure)) is { } candidate)
        {
            return new ServiceCall<T>(this, candidate, call, replayable);
        }

        if (failure is null)
        {
            call.Abandon();
        }
        else
        {
            call.Complete(OutcomeKind.Error, failure.GetType().FullName);
        }

        return new ServiceCall<T>(this, _stable, StartStable(), replayable: false);
    }

    private T? FindCandidate(Evaluation evaluation)
    {
        Exception? failure = null;
        var candidate = _candidate ?? Make(out failure);
        if (candidate is null && failure is not null)
        {
            _routing.Route.Start(evaluation).Complete(OutcomeKind.Error, failure.GetType().FullName);
        }

        return candidate;
    }

    /// <summary>
    /// Nothing of the caller's work has run while the candidate is being made, so stable can serve it whatever its arguments are; that the
    /// candidate could not be made counts against it. Without a failure the caller outlived its scope: its own fault, and stable, made
    /// earlier, still answers.
    /// </summary>
    private T? Make(out Exception? failure)
    {
        failure = null;
        try
        {
            return _candidate = _routing.ResolveCandidate(_scope);
        }
        catch (ObjectDisposedException e) when (e.ObjectName == nameof(IServiceProvider))
        {
            return null;
        }
        catch (Exception e)
        {
            failure = e;
            _routing.ReportUnmade(e);
            return null;
        }
    }
}
