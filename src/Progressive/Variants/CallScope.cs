using Progressive.Flags;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>
/// Makes a request or a message one call for every flag that is read in it: whoever opens the scope says at its end how it went, and each
/// variant that was served counts it. Guards on plain flags live on this. Until its end the scope's context holds on to the version of the flags
/// that is in force when the first of them is read.
/// </summary>
/// <remarks>Flags may be read from several threads of the request at once. A flag read twice counts once, with the variant of its first reading.</remarks>
public sealed class CallScope : ICallScope
{
    // More flags than this in one request are counted no further: bounded, and far above what a request reads of guarded flags.
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly EvaluationContext _context;
    private (VariantRoute Route, VariantCall Call)[] _calls = [];
    private Call? _call;
    private int _count;
    private bool _ended;

    private CallScope(EvaluationContext context) => _context = context;

    /// <inheritdoc/>
    Call ICallScope.Call
    {
        get
        {
            lock (_gate)
            {
                return _call ??= new Call(new ScopeMeasures(), outer: null);
            }
        }
    }

    /// <summary>Opens a scope on a context that is about to be entered.</summary>
    /// <param name="context">The context.</param>
    /// <returns>The scope; end it with <see cref="End"/> or <see cref="Abandon"/>.</returns>
    public static CallScope Open(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var scope = new CallScope(context);
        context.Scope = scope;
        PinnedFlags.Open(context);
        EvaluationContext.CollectsCalls = true;
        return scope;
    }

    /// <summary>Counts the outcome for every variant that was served in this scope.</summary>
    /// <param name="outcome">How the request or message ended.</param>
    /// <param name="errorType">What kind of error, for telemetry.</param>
    public void End(OutcomeKind outcome, string? errorType = null)
    {
        foreach (var (_, call) in Close())
        {
            call.Complete(outcome, errorType);
        }
    }

    /// <summary>The caller went away: nothing is counted.</summary>
    public void Abandon()
    {
        foreach (var (_, call) in Close())
        {
            call.Abandon();
        }
    }

    internal static void Note(VariantRoutes routes, Evaluation evaluation)
    {
        if (evaluation.VariantIndex >= 0
            && EvaluationContext.Current?.Scope is CallScope scope
            && routes.TryGetWatched(evaluation.Flag, out var route))
        {
            scope.Add(route, evaluation);
        }
    }

    private void Add(VariantRoute route, Evaluation evaluation)
    {
        lock (_gate)
        {
            if (_ended || _count == Most)
            {
                return;
            }

            for (var i = 0; i < _count; i++)
            {
                if (_calls[i].Route == route)
                {
                    return;
                }
            }

            if (_count == _calls.Length)
            {
                Array.Resize(ref _calls, Math.Max(2, _count * 2));
            }

            _calls[_count++] = (route, route.StartCall(evaluation));
        }
    }

    private ReadOnlySpan<(VariantRoute Route, VariantCall Call)> Close()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return [];
            }

            _ended = true;
            PinnedFlags.Close(_context);
            if (_call is { } recorded)
            {
                recorded.End();
                foreach (var (_, call) in _calls.AsSpan(0, _count))
                {
                    call.Take(recorded);
                }
            }

            return _calls.AsSpan(0, _count);
        }
    }
}
