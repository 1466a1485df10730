using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>What the members of a flag owe each other, and code.</summary>
internal static class FlagChecks
{
    public static void Check(FlagDefinition flag, VariantSet set, ProblemList problems)
    {
        if (flag.HasRollout)
        {
            CheckRollout(flag, problems);
        }
        else if (flag.Guards.Count > 0)
        {
            CheckGuards(flag, set, problems);
        }

        if (set.HasCode && (flag.Shorthand == FlagShorthand.ShareOfOn || (flag.Shorthand == FlagShorthand.OnOff && flag.Enabled)))
        {
            problems.Add(
                ErrorCodes.Shorthand,
                flag.Path,
                $"Flag '{flag.Key}' is no on/off flag: code declares {string.Join(", ", set.Names)}. Name one of these, write a Split, or use false to switch the flag off.");
        }
    }

    private static void CheckRollout(FlagDefinition flag, ProblemList problems)
    {
        if (flag.Split.Entries.Count > 0)
        {
            problems.Add(
                ErrorCodes.SplitAndRollout, flag.Path.At("Split"), $"Flag '{flag.Key}' has a Split and a Rollout, and only one of them can decide. Remove one; [] empties a Split of an earlier source.");
        }

        if (flag.Guards.Count > 0)
        {
            problems.Add(
                ErrorCodes.GuardsAndRollout, flag.Path.At("Guards"), $"Flag '{flag.Key}' has Guards and a Rollout. Write the guards into the plan; Guards at a flag are for flags without a rollout.");
        }

        foreach (var (member, variant) in new[] { ("Default", flag.Default), ("Off", flag.Off), ("Fallback", flag.Fallback) })
        {
            if (string.Equals(variant, VariantNames.Candidate, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(
                    ErrorCodes.CandidateAsStable, flag.Path.At(member), $"{member} of flag '{flag.Key}' is the candidate of its rollout, so taking the candidate back would change nothing. Write 'stable'.");
            }
        }

        if (flag.Variants.Any(v => v.Value is not null))
        {
            foreach (var needed in new[] { VariantNames.Stable, VariantNames.Candidate })
            {
                if (!flag.Variants.Any(v => v.Value is not null && string.Equals(v.Name, needed, StringComparison.OrdinalIgnoreCase)))
                {
                    problems.Add(
                        ErrorCodes.RolloutVariants, flag.Path.At("Variants"), $"The rollout of '{flag.Key}' moves from stable to candidate, and '{needed}' has no value while other variants have one. Add \"{needed}\": {{ \"Value\": … }}.");
                }
            }
        }
    }

    private static void CheckGuards(FlagDefinition flag, VariantSet set, ProblemList problems)
    {
        var byDefault = flag.Default ?? set.Names[set.Fallback()];
        var off = flag.Off ?? set.Names[set.Fallback()];
        if (set.Names.All(name => Is(name, byDefault) || Is(name, off)))
        {
            problems.Add(
                ErrorCodes.GuardsWatchNothing,
                flag.Path.At("Guards"),
                $"The Guards of flag '{flag.Key}' could close nothing: they close variants other than the default ('{byDefault}') and Off ('{off}'). Leave Default at '{off}', and serve the guarded variant by a Split or a rule.");
        }
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
