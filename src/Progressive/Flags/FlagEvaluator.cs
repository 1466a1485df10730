using System.Runtime.CompilerServices;
using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>
/// Decides: disabled or killed, then rules, then rollout or split, then default; and at the end of every path, availability.
/// Pure: the same flag and context always give the same answer (but for <c>StickBy: call</c>, which asks for a fresh one).
/// </summary>
internal static class FlagEvaluator
{
    public static Evaluation Evaluate(CompiledFlag flag, EvaluationContext? context)
    {
        if (flag.Everybody is { } answer)
        {
            return answer;
        }

        return Decide(flag, context ?? EvaluationContext.Current, null, keyFromContext: true);
    }

    /// <summary>For callers that have a key and no context at hand; attributes come from the current context, if there is one.</summary>
    public static Evaluation Evaluate(CompiledFlag flag, string? targetingKey)
    {
        if (flag.Everybody is { } answer)
        {
            return answer;
        }

        var parts = flag.Parts;
        var context = parts.Rules.Length > 0 || parts.StickBy == StickyKey.Attribute ? EvaluationContext.Current : null;
        return Decide(flag, context, targetingKey, keyFromContext: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Evaluation Decide(CompiledFlag flag, EvaluationContext? context, string? targetingKey, bool keyFromContext)
    {
        var parts = flag.Parts;
        var rules = parts.Rules;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Matches(context))
            {
                return flag.Serve(rules[i].Serve, parts.ByRule(i));
            }
        }

        if (flag.Hash is not { } bucketHash)
        {
            return flag.ServeDefault();
        }

        if (!TryHash(parts, bucketHash, context, targetingKey, keyFromContext, out var hash))
        {
            return flag.Serve(parts.Default, parts.KeyMissing);
        }

        return parts.Rollout is null ? flag.ServeSplit(parts.Split!.Choose(hash)) : flag.ServeRollout(Bucket.Of(hash));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryHash(
        CompiledFlagParts parts,
        BucketHash bucketHash,
        EvaluationContext? context,
        string? targetingKey,
        bool keyFromContext,
        out ulong hash)
    {
        // A context's key is asked for here and not before: a request may have to make one up, and set a cookie, to answer.
        if (keyFromContext && parts.StickBy == StickyKey.TargetingKey)
        {
            targetingKey = context?.TargetingKey;
        }

        switch (parts.StickBy)
        {
            case StickyKey.TargetingKey when !string.IsNullOrEmpty(targetingKey):
                hash = bucketHash.Compute(targetingKey);
                return true;
            case StickyKey.Attribute:
                return TryHashAttribute(parts.StickByAttribute!, bucketHash, context, out hash);
            case StickyKey.Call:
                hash = CallSequence.Next();
                return true;
            default:
                hash = 0;
                return false;
        }
    }

    private static bool TryHashAttribute(string attribute, BucketHash bucketHash, EvaluationContext? context, out ulong hash)
    {
        hash = 0;
        if (context is null || !context.TryGet(attribute, out var value))
        {
            return false;
        }

        // 32 characters hold every number: the longest double is -1.7976931348623157E+308.
        var key = value.Text is { } text ? text : value.Format(stackalloc char[32]);
        hash = bucketHash.Compute(key);
        return key.Length > 0;
    }
}
