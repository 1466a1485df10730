using Progressive.Diagnostics;

namespace Progressive.Definitions.Hygiene;

/// <summary>What should be cleaned up, by the definitions alone. Pure; made for one run.</summary>
internal sealed class DefinitionLint(
    CompiledDefinitions definitions, IReadOnlyList<DefinitionLayer> layers, Func<DefinitionProblem, DefinitionProblem> locate, DateTimeOffset today, bool requireOwner)
{
    private readonly PossibleAnswers _answers = new(definitions.Flags, today);
    private readonly List<FlagFinding> _findings = [];

    public IReadOnlyList<FlagFinding> Run()
    {
        foreach (var flag in definitions.Flags)
        {
            Check(flag);
        }

        foreach (var segment in definitions.UnusedSegments)
        {
            Add(new FlagFinding(ErrorCodes.SegmentUnused, null, $"Nothing leads to the segment '{segment}'.", "Delete it.") { Diff = [$"- \"{segment}\": …"] }, Path("Segments", segment));
        }

        foreach (var plan in definitions.UnusedPlans)
        {
            Add(new FlagFinding(ErrorCodes.PlanUnused, null, $"No rollout follows the plan '{plan}'.", "Delete it.") { Diff = [$"- \"{plan}\": …"] }, Path("Plans", plan));
        }

        return _findings;
    }

    private static DefinitionPath Path(string section, string name) => new DefinitionPath(null, section).At(name);

    private void Check(FlagCompilation compiled)
    {
        var (flag, parts) = (compiled.Definition, compiled.Parts);
        if (Expiry.Find(parts, today) is { } expired)
        {
            Add(expired, flag.Path.At("Expires"));
        }

        if (requireOwner && string.IsNullOrWhiteSpace(flag.Owner))
        {
            Add(new FlagFinding(ErrorCodes.FlagWithoutOwner, flag.Key, $"Nobody is named as owner of flag '{flag.Key}'.", "Add \"Owner\": the team that will delete it."), flag.Path);
        }

        // What keeps a flag off for ever is said instead of that it is.
        var known = _findings.Count;
        foreach (var prerequisite in flag.Prerequisites.Where(_answers.IsNeverMet))
        {
            Add(
                new FlagFinding(
                    ErrorCodes.PrerequisiteNeverMet,
                    flag.Key,
                    $"Flag '{flag.Key}' waits for '{prerequisite.Flag}' to serve {string.Join(" or ", prerequisite.Variants)}, which its definition never does.",
                    $"Delete the prerequisite, or flag '{flag.Key}' with what it turns on.") { Diff = [$"- \"{flag.Key}\": …"] },
                prerequisite.Place);
        }

        if (flag.Schedule is { } schedule && _answers.IsOver(schedule))
        {
            Add(
                new FlagFinding(
                    ErrorCodes.ScheduleOver, flag.Key, $"The schedule of flag '{flag.Key}' is over, and has no window left ({schedule}).", "Delete the flag with what it turned on, or write a new schedule.")
                {
                    Diff = [$"- \"{flag.Key}\": …"],
                },
                flag.Path.At("Schedule"));
        }

        if (_findings.Count > known)
        {
            return;
        }

        var answers = _answers.Of(compiled);

        // A guard may close what is served, and a rule's Enabled is an answer of its own.
        if (answers.Count == 1 && flag.Guards.Count == 0 && !PossibleAnswers.ReachableRules(flag).Any(static rule => rule.IsEnabled is not null))
        {
            if (!parts.Notes.IsPermanent())
            {
                var answer = answers.Single();
                var (sentence, diff) = CleanUps.Of(parts, answer);
                Add(new FlagFinding(ErrorCodes.FlagOneAnswer, flag.Key, $"Flag '{flag.Key}' can only answer '{answer}'.", sentence) { Diff = diff }, flag.Path);
            }

            return;
        }

        CheckRules(compiled);
        CheckVariants(compiled, answers);
    }

    private void CheckRules(FlagCompilation compiled)
    {
        var flag = compiled.Definition;
        var catchAll = PossibleAnswers.CatchAll(flag);
        if (catchAll < 0)
        {
            return;
        }

        var last = flag.Rules[catchAll].Name;
        for (var i = catchAll + 1; i < flag.Rules.Count; i++)
        {
            Add(
                new FlagFinding(
                    ErrorCodes.RuleUnreachable, flag.Key, $"Nobody comes to '{flag.Rules[i].Name}' of flag '{flag.Key}': '{last}' before it is for everybody.", "Delete it, or put it first."),
                flag.Path.At("Rules").At(i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        foreach (var (member, isWritten) in new[] { ("Split", flag.Split.Entries.Count > 0), ("Rollout", flag.HasRollout) })
        {
            if (isWritten)
            {
                Add(
                    new FlagFinding(ErrorCodes.RuleUnreachable, flag.Key, $"The {member} of flag '{flag.Key}' decides for nobody: '{last}' is for everybody.", $"Delete the {member}, or the rule."),
                    flag.Path.At(member));
            }
        }
    }

    private void CheckVariants(FlagCompilation compiled, IReadOnlySet<string> answers)
    {
        var (flag, parts) = (compiled.Definition, compiled.Parts);

        // Besides: whoever has no key to divide by gets the default, and Off and Fallback stand in.
        string?[] others = [parts.Variants[parts.Off].Name, parts.Variants[parts.Default].Name, flag.Fallback];
        foreach (var variant in flag.Variants.Where(v => !answers.Contains(v.Name) && !others.Contains(v.Name, StringComparer.OrdinalIgnoreCase)))
        {
            Add(
                new FlagFinding(
                    ErrorCodes.VariantUnserved, flag.Key, $"Nothing serves the variant '{variant.Name}' of flag '{flag.Key}'.", "Delete it and its code, or give it a rule or a share.")
                {
                    Diff = [$"- \"{variant.Name}\": …"],
                },
                flag.Path.At("Variants").At(variant.Name));
        }
    }

    private void Add(FlagFinding finding, DefinitionPath path)
    {
        var places = new ProblemList(layers);
        places.Add(finding.Code, path, finding.Message);
        var place = locate(places.Problems[0]);
        _findings.Add(finding with { Path = place.Path, Origin = place.Origin, Line = place.Line, Column = place.Column });
    }
}
