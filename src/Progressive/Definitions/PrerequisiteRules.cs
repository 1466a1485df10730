using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>What flags that wait for one another owe each other: flags and variants that are there, and an end.</summary>
internal static class PrerequisiteRules
{
    // Answering goes down with them, and the stack has an end.
    private const int Deepest = 32;

    /// <summary>Checks every flag, and tells each what has to be known for its prerequisites.</summary>
    /// <param name="flags">All flags.</param>
    /// <param name="isComplete">Whether code has declared its variants. Until then a flag that is not there may be on its way, and its prerequisite is not met.</param>
    /// <param name="problems">What is wrong.</param>
    public static void Check(IReadOnlyList<FlagCompilation> flags, bool isComplete, ProblemList problems)
    {
        if (flags.All(static flag => flag.Parts.Prerequisites.Length == 0))
        {
            return;
        }

        var byKey = flags.ToDictionary(static flag => flag.Parts.Key, static flag => flag.Parts, StringComparer.OrdinalIgnoreCase);
        var settled = new Dictionary<CompiledFlagParts, int>(ReferenceEqualityComparer.Instance);
        foreach (var flag in flags)
        {
            Settle(flag.Parts, byKey, isComplete, settled, [], problems);
        }
    }

    // Depth first; a flag is settled after all that it waits for, so that each path that comes back is found once.
    // Returns how many flags deep it goes.
    private static int Settle(
        CompiledFlagParts flag,
        Dictionary<string, CompiledFlagParts> byKey,
        bool isComplete,
        Dictionary<CompiledFlagParts, int> settled,
        List<string> path,
        ProblemList problems)
    {
        if (settled.TryGetValue(flag, out var depth))
        {
            return depth;
        }

        var place = new DefinitionPath(null, "Flags").At(flag.Key).At("Prerequisites");
        path.Add(flag.Key);
        foreach (var prerequisite in flag.Prerequisites)
        {
            if (Find(flag, prerequisite, place, byKey, isComplete ? problems : null) is not { } other)
            {
                continue;
            }

            var at = path.FindIndex(key => string.Equals(key, other.Key, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                problems.Add(
                    ErrorCodes.PrerequisiteCycle,
                    place.At(prerequisite.Flag.Name),
                    $"Flag '{other.Key}' waits for itself: {string.Join(" -> ", path.Skip(at).Append(other.Key))}. Take one of these prerequisites out.");
                continue;
            }

            if (path.Count + settled.GetValueOrDefault(other, 1) > Deepest)
            {
                problems.Add(
                    ErrorCodes.PrerequisiteCycle,
                    place.At(prerequisite.Flag.Name),
                    $"Flags wait for flags more than {Deepest} deep: {path[0]} -> … -> {other.Key}. Let some of them wait for fewer.");
                continue;
            }

            depth = Math.Max(depth, Settle(other, byKey, isComplete, settled, path, problems));
            flag.PrerequisiteNeeds |= NeedsOf(other);
        }

        path.RemoveAt(path.Count - 1);
        return settled[flag] = depth + 1;
    }

    private static ContextNeeds NeedsOf(CompiledFlagParts flag) => new CompiledFlag(flag).Needs;

    private static CompiledFlagParts? Find(
        CompiledFlagParts flag, Prerequisite prerequisite, DefinitionPath place, Dictionary<string, CompiledFlagParts> byKey, ProblemList? problems)
    {
        var name = prerequisite.Flag.Name;
        if (!byKey.TryGetValue(name, out var other))
        {
            var meant = MemberNames.Nearest(name, byKey.Keys.Where(key => key != flag.Key)) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            problems?.Add(ErrorCodes.UnknownPrerequisite, place.At(name), $"There is no flag '{Scalars.Cut(name)}' to wait for.{meant} Define it, or correct the key.");
            return null;
        }

        foreach (var variant in prerequisite.Variants)
        {
            if (!other.Variants.Any(known => string.Equals(known.Name, variant, StringComparison.OrdinalIgnoreCase)))
            {
                var names = string.Join(", ", other.Variants.Select(static known => known.Name));
                problems?.Add(ErrorCodes.UnknownPrerequisite, place.At(name), $"Flag '{other.Key}' has no variant '{Scalars.Cut(variant)}' to wait for; it has {names}. Name one of these.");
            }
        }

        return other;
    }
}
