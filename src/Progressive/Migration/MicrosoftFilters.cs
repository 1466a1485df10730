using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>The feature filters that Microsoft.FeatureManagement brings, as conditions.</summary>
internal static class MicrosoftFilters
{
    private const string Groups = "groups";
    private const string TargetingKey = "targetingKey";

    public static Clause Read(Written filter, string flag, TranslationContext context)
    {
        var name = filter.Of("name").Text("name") ?? "";
        var parameters = filter.Of("parameters");
        switch (name.ToUpperInvariant())
        {
            case "ALWAYSON" or "ON":
                return Clause.Always;
            case "PERCENTAGE" or "MICROSOFT.PERCENTAGE":
                return ReadPercentage(parameters, flag, context);
            case "TARGETING" or "MICROSOFT.TARGETING":
                return ReadTargeting(parameters.Of("Audience"), flag, context);
            case "TIMEWINDOW" or "MICROSOFT.TIMEWINDOW":
                return MicrosoftTimeWindow.Read(parameters, flag, context);
            default:
                filter.Complain(
                    ErrorCodes.ForeignFilter,
                    $"The filter '{Scalars.Cut(name)}' of flag '{flag}' has no equivalent: it is code of the application's own. Put what it looks at into attributes of the evaluation context, and write a rule over them; until then skipUntranslatable: true leaves such flags out.");
                return Clause.Never;
        }
    }

    /// <summary>The condition that a share of keys meets, drawn with a salt of theirs.</summary>
    public static Clause Share(Share from, Share to, string salt) => (from, to) switch
    {
        _ when to <= from => Clause.Never,
        _ when from == Assignment.Share.None && to == Assignment.Share.All => Clause.Always,
        _ => Clause.Of("share", new JsonObject { ["From"] = from.ToString(), ["To"] = to.ToString(), ["StickBy"] = TargetingKey, ["Salt"] = salt }),
    };

    public static Clause Users(IReadOnlyList<string> users) => OneOf(TargetingKey, users);

    public static Clause InGroups(IReadOnlyList<string> groups) => OneOf(Groups, groups);

    public static Share ReadShare(Written written, string what, string flag, TranslationContext context)
    {
        if (written.Percentage(out var isRounded) is not { } share)
        {
            written.Complain(ErrorCodes.ForeignParameters, $"{what} of flag '{flag}' is a number from 0 to 100, but this is {Scalars.Show(written.Node)}. Correct it.");
            return Assignment.Share.None;
        }

        if (isRounded)
        {
            context.Note(written, $"{what} of flag '{flag}' is rounded to {share}: shares have four decimals");
        }

        return share;
    }

    // Theirs throws the dice at every evaluation, so one user sees both; kept as it is.
    private static Clause ReadPercentage(Written parameters, string flag, TranslationContext context)
    {
        var share = ReadShare(parameters.Of("Value"), "The Percentage filter's Value", flag, context);
        return share == Assignment.Share.None ? Clause.Never
            : share == Assignment.Share.All ? Clause.Always
            : Clause.Of("share", new JsonObject { ["From"] = "0%", ["To"] = share.ToString(), ["StickBy"] = "call" });
    }

    // Exclusion beats everything; then users, groups with their shares, and a share of everybody else.
    private static Clause ReadTargeting(Written audience, string flag, TranslationContext context)
    {
        if (audience.Node is not JsonObject)
        {
            audience.Complain(ErrorCodes.ForeignParameters, $"The Targeting filter of flag '{flag}' has no Audience. Add \"parameters\": {{ \"Audience\": {{ … }} }}, or remove the filter.");
            return Clause.Never;
        }

        var exclusion = audience.Of("Exclusion");
        var everybody = audience.Of("DefaultRolloutPercentage");
        return Clause.All(
            Clause.Not(Clause.Any(Users(exclusion.Of("Users").Texts("Users")), InGroups(exclusion.Of("Groups").Texts("Groups")))),
            Clause.Any(
                [
                    Users(audience.Of("Users").Texts("Users")),
                    .. ReadGroups(audience.Of("Groups"), flag, context),
                    everybody.IsEmpty ? Clause.Never : Share(Assignment.Share.None, ReadShare(everybody, "DefaultRolloutPercentage", flag, context), flag),
                ]));
    }

    private static List<Clause> ReadGroups(Written written, string flag, TranslationContext context)
    {
        var clauses = new List<Clause>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in written.List("Groups"))
        {
            if (group.Of("Name").Text("Name") is not { Length: > 0 } name)
            {
                group.Complain(ErrorCodes.ForeignParameters, $"A group of the Targeting filter of flag '{flag}' has no Name. Write {{ \"Name\": …, \"RolloutPercentage\": … }}.");
                continue;
            }

            var percentage = group.Of("RolloutPercentage");
            var share = percentage.IsEmpty ? Assignment.Share.None : ReadShare(percentage, $"RolloutPercentage of the group '{name}'", flag, context);

            // Of a group that is listed twice theirs takes the first.
            if (seen.Add(name))
            {
                clauses.Add(Clause.All(InGroups([name]), Share(Assignment.Share.None, share, $"{flag}\n{name}")));
            }
        }

        return clauses;
    }

    private static Clause OneOf(string attribute, IReadOnlyList<string> values) => values.Count switch
    {
        0 => Clause.Never,
        1 => Clause.Of(attribute, JsonValue.Create(values[0])),
        _ => Clause.Of(attribute, new JsonArray([.. values.Select(static value => JsonValue.Create(value))])),
    };
}
