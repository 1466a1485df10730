using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>What flags that wait for one another owe each other: flags and variants that are there, and an end.</summary>
internal static class PrerequisiteRules
{
    // Answering goes down with them, and the stack has an end.
    private const int Deepest = 32;

    // A flag is evaluated anew for each one that waits for it: 32 flags that all wait for one another would be evaluated two thousand million times.
    private const int MostAsked = 1_000;

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
        var settled = new Dictionary<CompiledFlagParts, (int Depth, int Asked)>(ReferenceEqualityComparer.Instance);
        foreach (var flag in flags)
        {
            Settle(flag.Parts, byKey, isComplete, settled, [], problems);
        }
    }

    // Depth first; a flag is settled after all that it waits for, so that each path that comes back is found once.
    // Returns how many flags deep it goes, and how many evaluations it takes at most, its own included.
    private static (int Depth, int Asked) Settle(
        CompiledFlagParts flag,
        Dictionary<string, CompiledFlagParts> byKey,
        bool isComplete,
        Dictionary<CompiledFlagParts, (int Depth, int Asked)> settled,
        List<string> path,
        ProblemList problems)
    {
        if (settled.TryGetValue(flag, out var known))
        {
            return known;
        }

        var (depth, asked) = (0, 0);
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

            if (path.Count + (settled.TryGetValue(other, out var found) ? found.Depth : 1) > Deepest)
            {
                problems.Add(
                    ErrorCodes.PrerequisiteCycle,
                    place.At(prerequisite.Flag.Name),
                    $"Flags wait for flags more than {Deepest} deep: {path[0]} -> … -> {other.Key}. Let some of them wait for fewer.");
                continue;
            }

            var below = Settle(other, byKey, isComplete, settled, path, problems);
            (depth, asked) = (Math.Max(depth, below.Depth), asked + below.Asked);
            flag.PrerequisiteNeeds |= NeedsOf(other);
            if (asked > MostAsked)
            {
                problems.Add(
                    ErrorCodes.PrerequisiteCycle,
                    place,
                    $"Flag '{flag.Key}' takes more than {MostAsked} evaluations of other flags, each of which is evaluated as often as one waits for it. Let these flags wait for fewer.");

                // Said once, and not of each flag that waits for this one.
                asked = 0;
                break;
            }
        }

        path.RemoveAt(path.Count - 1);
        return settled[flag] = (depth + 1, asked + 1);
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
