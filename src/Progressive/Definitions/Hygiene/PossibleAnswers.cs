using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Definitions.Hygiene;

/// <summary>Which variants a definition can serve, whoever asks. Kills, closures and overrides are no matter of definitions. Pure.</summary>
internal sealed class PossibleAnswers(IEnumerable<FlagCompilation> flags, DateTimeOffset now)
{
    private readonly Dictionary<string, FlagCompilation> _flags = flags.ToDictionary(static flag => flag.Parts.Key, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a flag can serve to those who have a key to stick by, its prerequisites and its schedule included.</summary>
    public IReadOnlySet<string> Of(FlagCompilation flag)
    {
        // Loads refuse prerequisites that lead back to the flag, so this ends.
        if (!_known.TryGetValue(flag.Parts.Key, out var answers))
        {
            _known[flag.Parts.Key] = answers = Find(flag);
        }

        return answers;
    }

    /// <summary>Whether nothing that the other flag can serve will do.</summary>
    public bool IsNeverMet((string Flag, string[] Variants, DefinitionPath Place) prerequisite) =>
        _flags.TryGetValue(prerequisite.Flag, out var other) && !Of(other).Overlaps(prerequisite.Variants);

    /// <summary>Whether the last window of its schedule is over.</summary>
    public bool IsOver(Schedule schedule) => !schedule.Includes(now) && schedule.NextChange(now) is null;

    /// <summary>The rules that somebody can come to: those up to the first that is for everybody.</summary>
    public static IReadOnlyList<RuleDefinition> ReachableRules(FlagDefinition flag) => [.. flag.Rules.Take(CatchAll(flag) + 1 is > 0 and var count ? count : flag.Rules.Count)];

    /// <summary>The first rule that is for everybody; negative where none is.</summary>
    public static int CatchAll(FlagDefinition flag)
    {
        for (var i = 0; i < flag.Rules.Count; i++)
        {
            if (flag.Rules[i].Condition is null or AllCondition { Conditions.Count: 0 })
            {
                return i;
            }
        }

        return -1;
    }

    private HashSet<string> Find(FlagCompilation compiled)
    {
        var (flag, parts) = (compiled.Definition, compiled.Parts);
        var off = parts.Variants[parts.Off].Name;
        var answers = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!flag.Enabled || flag.Prerequisites.Any(IsNeverMet) || (flag.Schedule is { } schedule && IsOver(schedule)))
        {
            answers.Add(off);
            return answers;
        }

        if (flag.Prerequisites.Count > 0 || flag.Schedule is not null)
        {
            answers.Add(off);
        }

        answers.UnionWith(ReachableRules(flag).SelectMany(static rule => Served(rule.Serve)));
        if (CatchAll(flag) < 0)
        {
            answers.UnionWith(
                parts.Rollout is { } rollout ? [parts.Variants[rollout.Stable].Name, parts.Variants[rollout.Candidate].Name]
                : flag.Split.Entries.Count > 0 ? Served(flag.Split)
                : [parts.Variants[parts.Default].Name]);
        }

        return answers;
    }

    private static IEnumerable<string> Served(SharesDefinition shares) => shares.Entries.Where(static entry => entry.Weight > 0).Select(static entry => entry.Variant);
}
