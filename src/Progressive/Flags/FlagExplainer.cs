using System.Globalization;
using Progressive.Assignment;
using Progressive.Flags.Rules;

namespace Progressive.Flags;

/// <summary>
/// Walks the way of <see cref="FlagEvaluator"/> once more and writes down what it meets. The answer itself is the evaluator's, so that the two can differ only
/// in words.
/// </summary>
internal sealed class FlagExplainer
{
    private readonly List<ExplanationStep> _steps = [];

    public static Explanation Explain(CompiledFlag flag, in Asker asker)
    {
        var explainer = new FlagExplainer();
        var answer = FlagEvaluator.Decide(flag, asker);
        var (chosen, draw) = explainer.Walk(flag, asker);
        explainer.Availability(flag, chosen, answer);
        return new Explanation(answer, explainer._steps)
        {
            StickyKey = draw?.Key,
            Hash = draw?.Hash.ToString("x16", CultureInfo.InvariantCulture),
            Bucket = draw is null ? null : Bucket.Of(draw.Hash),
            EntersAt = draw is { IsRollout: true } ? (Bucket.Of(draw.Hash) + 1) / (double)Share.Whole : null,
        };
    }

    private static string Percent(int partsPerMillion) => (partsPerMillion / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    private void Say(string stage, string text, bool decides = false) => _steps.Add(new ExplanationStep(stage, text, decides));

    /// <returns>The variant that was chosen before availability, and what was drawn last.</returns>
    private (int Variant, Drawn? Draw) Walk(CompiledFlag flag, in Asker asker)
    {
        var parts = flag.Parts;
        if (flag.Disabled is { } disabled)
        {
            Say("enabled", disabled.Cause ?? "the flag is off for everybody", decides: true);
            return (parts.Off, null);
        }

        Say("enabled", "the flag is on");
        foreach (var prerequisite in parts.Prerequisites)
        {
            var isMet = FlagEvaluator.IsMet(prerequisite, asker);
            var other = asker.Snapshot.Get(prerequisite.Flag);
            Say("prerequisite", $"{prerequisite}, and is {(other is null ? "not there" : FlagEvaluator.Decide(other, asker).Variant)}", !isMet);
            if (!isMet)
            {
                return (parts.Off, null);
            }
        }

        if (parts.Schedule is { } schedule)
        {
            var isInside = schedule.Includes(asker.Now);
            Say("schedule", string.Create(CultureInfo.InvariantCulture, $"{asker.Now:yyyy-MM-dd'T'HH:mm:ssK} is {(isInside ? "inside" : "outside")} {schedule}"), !isInside);
            if (!isInside)
            {
                return (parts.Off, null);
            }
        }

        if (asker.Context?.Choices?.Find(parts.Key) is { } choice)
        {
            var chosen = flag.ServeChoice(choice);
            Say("choice", $"{choice.Cause}: {choice.Variant}{(chosen is null ? ", which the flag does not have or may not serve now" : "")}", chosen is not null);
            if (chosen is not null)
            {
                return (chosen.VariantIndex, null);
            }
        }

        for (var i = 0; i < parts.Rules.Length; i++)
        {
            var rule = parts.Rules[i];
            if (rule.Matches(asker))
            {
                return Rule(flag, rule, asker);
            }

            Say("rule", $"'{rule.Name}' does not match: {Unmet.Of(rule.Condition!, asker)}");
        }

        return Draw(flag, asker);
    }

    private (int Variant, Drawn? Draw) Rule(CompiledFlag flag, Rule rule, in Asker asker)
    {
        var parts = flag.Parts;
        var who = rule.Condition?.ToString() ?? "everybody";
        if (rule.Division is not { } division)
        {
            Say("rule", $"'{rule.Name}' matches ({who}) and serves {parts.Variants[rule.Serve].Name}{Enabled(rule)}", decides: true);
            return (rule.Serve, null);
        }

        if (!division.Key.TryCompute(asker, out var hash))
        {
            Say("rule", $"'{rule.Name}' matches ({who}) and divides {division.Key}, of which there is none here: the default", decides: true);
            return (parts.Default, null);
        }

        var variant = division.Division.Choose(hash);
        Say("rule", $"'{rule.Name}' matches ({who}) and divides {division.Key}: bucket {Percent(Bucket.Of(hash))} is {parts.Variants[variant].Name}{Enabled(rule)}", decides: true);
        return (variant, new Drawn(KeyOf(division.Key.By, division.Key.Attribute, asker), hash, IsRollout: false));
    }

    private static string Enabled(Rule rule) => rule.IsEnabled switch { true => ", and IsEnabled is true by the rule", false => ", and IsEnabled is false by the rule", null => "" };

    private (int Variant, Drawn? Draw) Draw(CompiledFlag flag, in Asker asker)
    {
        var parts = flag.Parts;
        if (parts.Rollout is null && parts.Split is null)
        {
            Say("default", $"nothing else decides: {parts.Variants[parts.Default].Name}", decides: true);
            return (parts.Default, null);
        }

        var stage = parts.Rollout is null ? "split" : "rollout";
        var sticky = new StickyHash(parts.StickBy, parts.StickByAttribute, parts.Rollout?.Hash ?? parts.Split!.Hash);
        if (!sticky.TryCompute(asker, out var hash))
        {
            Say(stage, $"it sticks by {sticky}, and the context has none: the default, {parts.Variants[parts.Default].Name}", decides: true);
            return (parts.Default, null);
        }

        var drawn = new Drawn(KeyOf(parts.StickBy, parts.StickByAttribute, asker), hash, parts.Rollout is not null);
        var bucket = Bucket.Of(hash);
        if (parts.Rollout is not { } rollout)
        {
            var variant = parts.Split!.Division.Choose(hash);
            Say(stage, $"'{drawn.Key}' falls to {parts.Variants[variant].Name} (bucket {Percent(bucket)})", decides: true);
            return (variant, drawn);
        }

        var answer = flag.HasSegments ? flag.ServeSegments(bucket, asker)
            : asker.Context?.Since is { } since ? flag.ServeRollout(bucket, since)
            : flag.ServeRollout(bucket);
        var began = asker.Context?.Since is { } start ? $", in a session since {start:yyyy-MM-dd'T'HH:mm:ssK}" : "";
        Say(stage, $"the candidate has {flag.DescribeShares()}, and '{drawn.Key}' enters at {Percent(bucket + 1)}{began}", decides: true);
        return (answer.VariantIndex == rollout.Candidate ? rollout.Candidate : rollout.Stable, drawn);
    }

    private void Availability(CompiledFlag flag, int chosen, Evaluation answer)
    {
        if (answer.VariantIndex != chosen && flag.UnavailabilityOf(chosen) is not null)
        {
            Say("availability", answer.Cause ?? "the variant may not be served now", decides: true);
        }
    }

    private static string? KeyOf(StickyKey by, string? attribute, in Asker asker) => by switch
    {
        StickyKey.TargetingKey => asker.TargetingKey,
        StickyKey.Attribute => asker.TryGet(attribute!, out var value) ? value.ToString() : null,
        _ => "this call",
    };

    private sealed record Drawn(string? Key, ulong Hash, bool IsRollout);
}
