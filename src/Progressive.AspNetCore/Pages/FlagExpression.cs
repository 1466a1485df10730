namespace Progressive.AspNetCore.Pages;

/// <summary>What a page says about flags, as text: the keys, and perhaps variants.</summary>
internal readonly struct FlagExpression(string names, string? variants, bool isAny, bool isNegated)
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    public bool IsMet(IFlags flags, EvaluationContext? context)
    {
        string[] keys = names.Split(',', Trimmed);
        string[]? served = variants?.Split(',', Trimmed);
        var requirement = isAny ? FlagRequirement.Any(keys) : FlagRequirement.All(keys);
        return (isNegated ? requirement.Negate() : requirement).IsMet((flags, context, keys, served), static (state, i) => IsOn(state.flags, state.context, state.keys[i], state.served));
    }

    private static bool IsOn(IFlags flags, EvaluationContext? context, string key, string[]? served)
    {
        var evaluation = flags.Evaluate(key, context);
        return served is null ? evaluation.IsEnabled : served.Contains(evaluation.Variant, StringComparer.OrdinalIgnoreCase);
    }
}
