using Progressive.Diagnostics;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>One call of a variant, from its start to its outcome. End it once: <see cref="Complete"/>, <see cref="Failed"/> or <see cref="Abandon"/>.</summary>
/// <remarks>Recording throws nothing, takes no lock and allocates nothing while calls succeed.</remarks>
public readonly struct VariantCall
{
    private readonly VariantRoute _route;
    private readonly ServedVariant? _served;
    private readonly long _start;
    private readonly bool _randomised;
    private readonly Call? _call;
    private readonly int _version;

    internal VariantCall(VariantRoute route, ServedVariant? served, long start, bool randomised, Call? call)
    {
        _call = call;
        _version = call?.Version ?? 0;
        _route = route;
        _served = served;
        _start = start;
        _randomised = randomised;
    }

    /// <summary>Whether another variant than the stable one runs.</summary>
    public bool IsCandidate => _served is { IsCandidate: true };

    /// <summary>Whether calls of the flag belong to somebody: it sticks by a key or an attribute.</summary>
    public bool IsSticky => _route.IsSticky;

    /// <summary>Whether guards of the flag wait for what its keys do after the call, so that a good outcome needs to know its key too.</summary>
    public bool HasKeyedMetrics => _served?.Window.Measures is { HasKeyed: true };

    // A call that is over may be somebody else's by now.
    private Call? Own => _call is { } call && call.Version == _version ? call : null;

    /// <summary>Whether a failure of this call would be answered by another variant.</summary>
    public bool HasFallback => _served is { IsCandidate: true } served && _route.FallbackOf(served) is not null;

    /// <summary>The variant that runs; null where the flag has no definition.</summary>
    public string? Variant => _served?.Name;

    /// <summary>
    /// Makes this <see cref="Call.Current"/> until <see cref="Leave"/> or the end of the call, where guards of the flag ask for measures; otherwise does
    /// nothing. Work that is started meanwhile keeps it.
    /// </summary>
    public void Enter() => Own?.Enter();

    /// <summary>Puts back what was <see cref="Call.Current"/> before <see cref="Enter"/>, where the work goes on after its method has returned.</summary>
    public void Leave() => Own?.Leave();

    /// <summary>Records a measure of this call, as <see cref="Call.Measure(string, double)"/> does, where the call is at hand: nothing has to be entered, and nothing is allocated.</summary>
    /// <param name="measure">Its name as in guards; compared ignoring case. Names that no guard asks for are ignored.</param>
    /// <param name="value">Zero or above, finite. Adds to what this call has recorded before.</param>
    /// <remarks>For one thread at a time, unlike <see cref="Call.Current"/>. After the call's end it does nothing.</remarks>
    public void Measure(string measure, double value)
    {
        ArgumentNullException.ThrowIfNull(measure);
        Own?.Measure(measure, value);
    }

    /// <inheritdoc cref="Measure(string, double)"/>
    public void Measure(string measure, decimal value) => Measure(measure, (double)value);

    /// <summary>Records an event or a count of this call, as <see cref="Call.Measure(string, long)"/> does.</summary>
    /// <param name="measure">Its name as in guards; compared ignoring case. Names that no guard asks for are ignored.</param>
    /// <param name="value">Zero or above. Adds to what this call has recorded before.</param>
    public void Measure(string measure, long value = 1) => Measure(measure, (double)value);

    /// <summary>The call ended.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="errorType">What kind of error, for telemetry: an exception's type name or a status code; null for none.</param>
    /// <param name="context">Who it was for, as the flag was evaluated, where <see cref="IsSticky"/>; null uses <see cref="EvaluationContext.Current"/>.</param>
    public void Complete(OutcomeKind outcome, string? errorType = null, EvaluationContext? context = null)
    {
        if (_served is not { } served)
        {
            return;
        }

        var end = _route.Time.GetTimestamp();
        if (outcome == OutcomeKind.Error)
        {
            served.Errors.Count(errorType ?? ErrorTypes.Other);
        }

        var measures = served.Window.Measures;
        var key = outcome != OutcomeKind.Ok || measures is { HasKeyed: true } ? _route.KeyOf(context) : 0;
        served.Window.Completed(outcome, _start, end, _randomised, key);
        if (key != 0 && measures is { HasKeyed: true })
        {
            measures.Expose(key, _randomised);
        }

        if (Own is { } call)
        {
            call.Leave();
            call.End();
            measures?.Publish(call, _randomised);
            call.Return();
        }

        if (_route.Telemetry.CallDuration.Enabled)
        {
            RecordDuration(served, end);
        }
    }

    // Whoever listens may throw; it is not the caller's fault.
    private void RecordDuration(ServedVariant served, long end)
    {
        try
        {
            _route.Telemetry.CallDuration.Record(_route.Time.GetElapsedTime(_start, end).TotalSeconds, served.Tags.Span);
        }
        catch (Exception)
        {
            // The call is counted in our own cells all the same.
        }
    }

    /// <summary>The call threw. For use as an exception filter: it records and returns false, so that the exception goes on untouched.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's token: a cancellation it asked for counts for neither variant; any other one is an error.</param>
    /// <returns>Always false.</returns>
    public bool Failed(Exception exception, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            Abandon();
        }
        else
        {
            Complete(OutcomeKind.Error, exception.GetType().FullName);
        }

        return false;
    }

    /// <summary>The caller went away: the call counts for nothing.</summary>
    public void Abandon()
    {
        if (Own is { } call)
        {
            call.Leave();
            call.End();
            call.Return();
        }

        _served?.Window.Abandoned(_start, _randomised);
    }

    /// <summary>Takes over what was recorded while another call was current.</summary>
    internal void Take(Call recorded)
    {
        if (Own is { } call)
        {
            recorded.CopyTo(call);
        }
    }

    /// <summary>Starts stable's answer to this failed call, where the flag has a fallback and this is not it.</summary>
    /// <param name="fallback">The running call of the fallback variant.</param>
    /// <returns>False where nothing answers for this variant.</returns>
    public bool TryFallBack(out VariantCall fallback)
    {
        if (_served is { IsCandidate: true } served && _route.FallbackOf(served) is { } answering)
        {
            _route.Telemetry.Fallbacks.Add(1, served.Tags.Span);
            fallback = _route.Start(answering, randomised: false);
            return true;
        }

        fallback = default;
        return false;
    }
}
