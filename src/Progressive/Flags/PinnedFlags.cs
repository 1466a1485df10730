using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Progressive.Flags.Rules;

namespace Progressive.Flags;

/// <summary>
/// One version of all flags for one request, message or pin: the first reading settles which. What was written (definitions, shares, weights) is
/// read as it was then; what has been taken away since is taken away at once.
/// </summary>
/// <remarks>Reading takes no lock and allocates nothing. A version is held by a context, and only as long as its request runs.</remarks>
internal static class PinnedFlags
{
    // Stands for the version of the first reading to come.
    private static readonly object s_unread = new();

    /// <summary>Gives a context a version of its own: the one that is live when the first flag is read.</summary>
    public static void Open(EvaluationContext context)
    {
        EvaluationContext.HasVersions = true;
        Volatile.Write(ref context.Version, s_unread);
    }

    /// <summary>Lets the version go: whatever the request started and left behind reads the live flags from here on.</summary>
    public static void Close(EvaluationContext context) => Volatile.Write(ref context.Version, null);

    /// <summary>Makes the version that is read here hold until the returned scope is disposed.</summary>
    public static IDisposable Pin(this LiveFlags live)
    {
        var pinned = new EvaluationContext { Version = live.VersionFor(null) };
        EvaluationContext.HasVersions = true;
        return new FlagPin(pinned, EvaluationContext.EnterVersion(pinned));
    }

    /// <summary>The version that answers a question.</summary>
    /// <param name="live">The flags of this host.</param>
    /// <param name="context">Whose version holds, where it has one; otherwise that of the current context does.</param>
    public static FlagSnapshot VersionFor(this LiveFlags live, EvaluationContext? context) =>
        !EvaluationContext.HasVersions ? live.Current
        : (context?.Version is null ? EvaluationContext.Pinned : context) is { } pinned ? VersionOf(live, pinned)
        : live.Current;

    /// <summary>Decides by a version, and asks the live flags whether that may still be served.</summary>
    public static Evaluation Evaluate(this LiveFlags live, FlagSnapshot version, CompiledFlag flag, EvaluationContext? context)
    {
        if (LocalOverride.IsUsed && LocalOverride.Find(live, flag) is { } overridden)
        {
            return overridden;
        }

        var evaluation = FlagEvaluator.Evaluate(flag, context, version);
        var current = live.Current;
        return ReferenceEquals(current, version) ? evaluation : Now(live, current, version, flag, evaluation, context);
    }

    /// <inheritdoc cref="Evaluate(LiveFlags, FlagSnapshot, CompiledFlag, EvaluationContext?)"/>
    public static Evaluation Evaluate(this LiveFlags live, FlagSnapshot version, CompiledFlag flag, string? targetingKey)
    {
        if (LocalOverride.IsUsed && LocalOverride.Find(live, flag) is { } overridden)
        {
            return overridden;
        }

        var evaluation = FlagEvaluator.Evaluate(flag, targetingKey, version);
        var current = live.Current;
        return ReferenceEquals(current, version) ? evaluation : Now(live, current, version, flag, evaluation, targetingKey);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Evaluation Now(LiveFlags live, FlagSnapshot current, FlagSnapshot version, CompiledFlag flag, Evaluation evaluation, EvaluationContext? context) =>
        Stands(live, current, flag, evaluation, new Asker(version, context ?? EvaluationContext.Current), out var now) ? evaluation : FlagEvaluator.Evaluate(now, context, current);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Evaluation Now(LiveFlags live, FlagSnapshot current, FlagSnapshot version, CompiledFlag flag, Evaluation evaluation, string? targetingKey) =>
        Stands(live, current, flag, evaluation, new Asker(version, EvaluationContext.Current, targetingKey), out var now)
            ? evaluation
            : FlagEvaluator.Evaluate(now, targetingKey, current);

    /// <summary>Whether an answer of an earlier version may still be served, and those of the flags that it stands on.</summary>
    private static bool Stands(
        LiveFlags live, FlagSnapshot current, CompiledFlag flag, Evaluation evaluation, in Asker asker, [NotNullWhen(false)] out CompiledFlag? now)
    {
        if (!current.TryGet(flag.Key, out now))
        {
            return true;
        }

        foreach (var prerequisite in flag.Parts.Prerequisites)
        {
            if (asker.Snapshot.Get(prerequisite.Flag) is { } needed && !Stands(live, current, needed, FlagEvaluator.Decide(needed, asker), asker, out _))
            {
                return false;
            }
        }

        return ReferenceEquals(now, flag) || MayServe(live, now, evaluation);
    }

    private static bool MayServe(LiveFlags live, CompiledFlag now, Evaluation evaluation)
    {
        if (now.IsKilled)
        {
            return false;
        }

        foreach (var variant in now.Parts.Variants)
        {
            if (string.Equals(variant.Name, evaluation.Variant, StringComparison.OrdinalIgnoreCase))
            {
                if (!now.IsAvailable(variant.Index))
                {
                    return false;
                }

                if (string.Equals(variant.Revision, evaluation.Revision, StringComparison.Ordinal))
                {
                    return true;
                }

                break;
            }
        }

        // A variant or a revision that the definitions do not have any more: whether it was taken away before, only the state knows.
        var state = live.StateOf(now.Key);
        return state.ClosureOf(evaluation.Variant, evaluation.Revision) is null && !state.Unready.ContainsKey(evaluation.Variant);
    }

    private static FlagSnapshot VersionOf(LiveFlags live, EvaluationContext pinned)
    {
        var version = Volatile.Read(ref pinned.Version);
        var current = live.Current;
        if (ReferenceEquals(version, s_unread))
        {
            version = Interlocked.CompareExchange(ref pinned.Version, current, s_unread);
            return ReferenceEquals(version, s_unread) ? current : Own(version);
        }

        return Own(version);

        FlagSnapshot Own(object? version) => version is FlagSnapshot snapshot && ReferenceEquals(snapshot.Owner, live) ? snapshot : current;
    }
}
