using System.Diagnostics;
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
    private volatile PropagatedVariants? _propagated;

    /// <summary>Set once the first scope propagates: a process in which none does never pays for looking.</summary>
    internal static bool Propagates { get; private set; }

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

    /// <summary>The scope of a context, which is opened if it has none.</summary>
    /// <param name="context">The context.</param>
    /// <returns>The same scope every time.</returns>
    public static CallScope Of(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Scope as CallScope ?? Open(context);
    }

    /// <summary>
    /// From here on the variants served in this scope travel in the baggage of its calls to others, under <see cref="VariantBaggage.Key"/>: in that of the activity,
    /// and in OpenTelemetry's <c>Baggage.Current</c>. Whoever is called learns which variants somebody has, and keeps them if he trusts the caller.
    /// </summary>
    /// <param name="activity">The activity of the request or message; null: OpenTelemetry's baggage alone.</param>
    /// <param name="upstream">The entry that a trusted caller sent, to be passed on; null for none.</param>
    /// <param name="dropped">Hears of variants that find no room: 32 flags and 2,048 characters are kept. It must not wait or throw.</param>
    public void Propagate(Activity? activity, string? upstream = null, Action<int>? dropped = null)
    {
        _propagated = new PropagatedVariants(activity, upstream, dropped);
        Propagates = true;
    }

    /// <summary>Lets a variant travel that was served before the scope was open, an endpoint that routing chose for example.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <param name="variant">The variant.</param>
    public void Propagate(string flag, string variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        ArgumentException.ThrowIfNullOrEmpty(variant);
        _propagated?.Add(flag, variant);
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

    /// <summary>An answer for somebody else than the current context is not what this request was served.</summary>
    internal static void Propagate(Evaluation evaluation, EvaluationContext? context)
    {
        if (evaluation.Error == EvaluationError.None
            && EvaluationContext.Current is { Scope: CallScope { _propagated: { } propagated } } current
            && (context is null || ReferenceEquals(context, current)))
        {
            propagated.Add(evaluation.Flag, evaluation.Variant);
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
