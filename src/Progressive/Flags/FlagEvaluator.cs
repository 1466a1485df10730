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

        if (parts.Rollout is { } rollout)
        {
            var weight = flag.Weight.PartsPerMillion;
            if (!TryHash(parts, rollout.Hash, context, targetingKey, keyFromContext, out var hash))
            {
                return flag.Serve(parts.Default, parts.KeyMissing);
            }

            return flag.Serve(Bucket.Of(hash) < weight ? rollout.Candidate : rollout.Stable, EvaluationReason.Split);
        }

        if (parts.Split is { } split)
        {
            return TryHash(parts, split.Hash, context, targetingKey, keyFromContext, out var hash)
                ? flag.Serve(split.Choose(hash), EvaluationReason.Split)
                : flag.Serve(parts.Default, parts.KeyMissing);
        }

        return flag.Serve(parts.Default, EvaluationReason.Default);
    }

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
            case StickyKey.Attribute when context is not null && context.TryGet(parts.StickByAttribute!, out var value):
                // 32 characters hold every number: the longest double is -1.7976931348623157E+308.
                var key = value.Text is { } text ? text : value.Format(stackalloc char[32]);
                hash = bucketHash.Compute(key);
                return key.Length > 0;
            case StickyKey.Call:
                hash = CallSequence.Next();
                return true;
            default:
                hash = 0;
                return false;
        }
    }
}
