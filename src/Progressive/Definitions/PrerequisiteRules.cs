using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>What flags that wait for one another owe each other: flags and variants that are there, and an end.</summary>
internal static class PrerequisiteRules
{
    /// <summary>Checks every flag, and tells each what has to be known for its prerequisites.</summary>
    public static void Check(IReadOnlyList<FlagCompilation> flags, ProblemList problems)
    {
        if (flags.All(static flag => flag.Parts.Prerequisites.Length == 0))
        {
            return;
        }

        var byKey = flags.ToDictionary(static flag => flag.Parts.Key, static flag => flag.Parts, StringComparer.OrdinalIgnoreCase);
        var settled = new HashSet<CompiledFlagParts>();
        foreach (var flag in flags)
        {
            Settle(flag.Parts, byKey, settled, [], problems);
        }
    }

    // Depth first; a flag is settled after all that it waits for, so that each path that comes back is found once.
    private static void Settle(
        CompiledFlagParts flag, Dictionary<string, CompiledFlagParts> byKey, HashSet<CompiledFlagParts> settled, List<string> path, ProblemList problems)
    {
        if (settled.Contains(flag))
        {
            return;
        }

        var place = new DefinitionPath(null, "Flags").At(flag.Key).At("Prerequisites");
        path.Add(flag.Key);
        foreach (var prerequisite in flag.Prerequisites)
        {
            if (Find(prerequisite, place, byKey, problems) is not { } other)
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

            Settle(other, byKey, settled, path, problems);
            flag.PrerequisiteNeeds |= NeedsOf(other);
        }

        path.RemoveAt(path.Count - 1);
        settled.Add(flag);
    }

    private static ContextNeeds NeedsOf(CompiledFlagParts flag) => new CompiledFlag(flag).Needs;

    private static CompiledFlagParts? Find(Prerequisite prerequisite, DefinitionPath place, Dictionary<string, CompiledFlagParts> byKey, ProblemList problems)
    {
        var name = prerequisite.Flag.Name;
        if (!byKey.TryGetValue(name, out var other))
        {
            var meant = MemberNames.Nearest(name, byKey.Keys) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            problems.Add(ErrorCodes.UnknownPrerequisite, place.At(name), $"There is no flag '{Scalars.Cut(name)}' to wait for.{meant} Define it, or correct the key.");
            return null;
        }

        foreach (var variant in prerequisite.Variants)
        {
            if (!other.Variants.Any(known => string.Equals(known.Name, variant, StringComparison.OrdinalIgnoreCase)))
            {
                var names = string.Join(", ", other.Variants.Select(static known => known.Name));
                problems.Add(ErrorCodes.UnknownPrerequisite, place.At(name), $"Flag '{other.Key}' has no variant '{Scalars.Cut(variant)}' to wait for; it has {names}. Name one of these.");
            }
        }

        return other;
    }
}
