using System.Runtime.CompilerServices;
using Progressive.Assignment;
using Progressive.Flags.Rules;

namespace Progressive.Flags;

/// <summary>
/// Decides: disabled or killed, prerequisites, schedule, choices made beforehand, rules, rollout or split, default; and at the end of every path,
/// availability. Pure: the same flags, context and time always give the same answer (but for <c>StickBy: call</c>, which asks for a fresh one).
/// </summary>
internal static class FlagEvaluator
{
    /// <param name="flag">The flag.</param>
    /// <param name="context">Who is asking; null: whoever is current.</param>
    /// <param name="snapshot">The flags that prerequisites are looked up in; null: there are none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Evaluation Evaluate(CompiledFlag flag, EvaluationContext? context, FlagSnapshot? snapshot = null) =>
        flag.Everybody is { } answer && !EvaluationContext.HasChoices ? answer : EvaluateFor(flag, context ?? EvaluationContext.Current, snapshot);

    /// <summary>For callers that have a key and no context at hand; attributes come from the current context, if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Evaluation Evaluate(CompiledFlag flag, string? targetingKey, FlagSnapshot? snapshot = null) =>
        flag.Everybody is { } answer && !EvaluationContext.HasChoices ? answer : EvaluateFor(flag, targetingKey, snapshot);

    // Not inlined, like what is rare below: a method clears the locals of everything that was inlined into it on every call, also of one that takes another path.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Evaluation EvaluateFor(CompiledFlag flag, EvaluationContext? context, FlagSnapshot? snapshot)
    {
        if (!flag.IsPlain || EvaluationContext.HasChoices)
        {
            return Decide(flag, new Asker(snapshot ?? FlagSnapshot.Empty, context));
        }

        return flag.Parts.StickBy == StickyKey.TargetingKey ? DrawByKey(flag, context?.TargetingKey, context) : Draw(flag, null, context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Evaluation EvaluateFor(CompiledFlag flag, string? targetingKey, FlagSnapshot? snapshot)
    {
        if (!flag.IsPlain || EvaluationContext.HasChoices)
        {
            return Decide(flag, new Asker(snapshot ?? FlagSnapshot.Empty, EvaluationContext.Current, targetingKey));
        }

        return flag.Parts.StickBy switch
        {
            StickyKey.TargetingKey => DrawByKey(flag, targetingKey, null),
            StickyKey.Attribute => Draw(flag, null, EvaluationContext.Current),
            _ => Draw(flag, null, null),
        };
    }

    /// <summary>Everything that may come before the split or the rollout.</summary>
    public static Evaluation Decide(CompiledFlag flag, in Asker asker)
    {
        if (flag.Disabled is { } disabled)
        {
            return disabled;
        }

        var parts = flag.Parts;
        for (var i = 0; i < parts.Prerequisites.Length; i++)
        {
            if (!IsMet(parts.Prerequisites[i], asker))
            {
                return parts.Unmet(i);
            }
        }

        if (parts.Schedule is { } schedule && !schedule.Includes(asker.Now))
        {
            return parts.OutsideSchedule;
        }

        if (asker.Context?.Choices?.Find(parts.Key) is { } choice && flag.ServeChoice(choice) is { } chosen)
        {
            return chosen;
        }

        var rules = parts.Rules;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Matches(asker))
            {
                return ServeRule(flag, i, asker);
            }
        }

        return flag.HasSegments && flag.Everybody is null ? DrawInSegments(flag, asker) : flag.Everybody ?? Draw(flag, parts.StickBy == StickyKey.TargetingKey && flag.Hash is not null ? asker.TargetingKey : null, asker.Context);
    }

    /// <summary>Whether another flag answers what it has to; one that does not exist answers nothing.</summary>
    public static bool IsMet(Prerequisite prerequisite, in Asker asker) =>
        asker.Snapshot.Get(prerequisite.Flag) is { } other && prerequisite.IsMetBy(Decide(other, asker));

    public static Evaluation ServeRule(CompiledFlag flag, int index, in Asker asker)
    {
        var rule = flag.Parts.Rules[index];
        var variant = rule.Serve;
        if (rule.Division is { } division)
        {
            if (!division.Key.TryCompute(asker, out var hash))
            {
                return flag.Serve(flag.Parts.Default, flag.Parts.KeyMissingIn(index));
            }

            variant = division.Division.Choose(hash);
        }

        return flag.Serve(variant, flag.Parts.ByRule(index, variant));
    }

    // What nearly every draw is: by a key that is there, now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Evaluation DrawByKey(CompiledFlag flag, string? targetingKey, EvaluationContext? context)
    {
        if (flag.Hash is not { } bucketHash || string.IsNullOrEmpty(targetingKey) || context is { HasSince: true })
        {
            return Draw(flag, targetingKey, context);
        }

        var hash = bucketHash.Compute(targetingKey);
        return flag.Parts.Rollout is null ? flag.ServeSplit(flag.Parts.Split!.Division.Choose(hash)) : flag.ServeRollout(Bucket.Of(hash));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Evaluation Draw(CompiledFlag flag, string? targetingKey, EvaluationContext? context)
    {
        if (flag.Hash is not { } bucketHash)
        {
            return flag.ServeDefault();
        }

        var parts = flag.Parts;
        if (!TryHash(parts, bucketHash, context, targetingKey, out var hash))
        {
            return flag.Serve(parts.Default, parts.KeyMissing);
        }

        if (parts.Rollout is null)
        {
            return flag.ServeSplit(parts.Split!.Division.Choose(hash));
        }

        return context is { Since: { } since } ? flag.ServeRollout(Bucket.Of(hash), since) : flag.ServeRollout(Bucket.Of(hash));
    }

    private static Evaluation DrawInSegments(CompiledFlag flag, in Asker asker)
    {
        var parts = flag.Parts;
        if (!TryHash(parts, parts.Rollout!.Hash, asker.Context, parts.StickBy == StickyKey.TargetingKey ? asker.TargetingKey : null, out var hash))
        {
            return flag.Serve(parts.Default, parts.KeyMissing);
        }

        return flag.ServeSegments(Bucket.Of(hash), asker);
    }

    private static bool TryHash(CompiledFlagParts parts, BucketHash bucketHash, EvaluationContext? context, string? targetingKey, out ulong hash)
    {
        switch (parts.StickBy)
        {
            case StickyKey.TargetingKey:
                return StickyHash.TryKey(targetingKey, bucketHash, out hash);
            case StickyKey.Attribute:
                return StickyHash.TryAttribute(parts.StickByAttribute!, bucketHash, context, out hash);
            default:
                hash = CallSequence.Next();
                return true;
        }
    }
}
