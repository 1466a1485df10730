using System.Globalization;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Reads a flag and checks what can be checked without knowing what code declares.</summary>
internal static class FlagReader
{
    internal static readonly string[] Known =
    [
        "Enabled", "Description", "Owner", "Tags", "Expires", "Type", "Variants", "Default", "Off", "StickBy", "Salt", "Rules", "Split", "Guards",
        "Fallback", "Rollout", "Bucketing", "Prerequisites", "Schedule", "Client",
    ];

    private static readonly string[] s_later = ["Shadow", "Experiment"];

    // Read by what the other members say, wherever these stand.
    private static readonly string[] s_last = ["Rules", "Split"];

    public static FlagDefinition? Read(Written written, SharedDefinitions shared)
    {
        var key = written.Path.Name;
        if (!Keys.IsValid(key, out var why))
        {
            written.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(key)}' is no key of a flag: {why}. Use letters, digits and . _ / -.");
            return null;
        }

        var definition = new FlagDefinition { Key = key, Path = written.Path };
        return written.Node switch
        {
            null => definition,
            JsonObject members => ReadMembers(written, members, definition, shared),
            _ => ShorthandReader.Read(written, definition),
        };
    }

    private static FlagDefinition ReadMembers(Written written, JsonObject members, FlagDefinition definition, SharedDefinitions shared)
    {
        // Values are read by the type, wherever it stands.
        var type = members.TryGetPropertyValue("Type", out var node) ? ReadType(written.At("Type", node)) : null;
        definition = definition with { Type = type };
        foreach (var (name, member) in members)
        {
            definition = MemberNames.Has(s_last, name) ? definition : ReadMember(written.At(name, member), definition, shared);
        }

        foreach (var (name, member) in members)
        {
            definition = MemberNames.Has(s_last, name) ? ReadMember(written.At(name, member), definition, shared) : definition;
        }

        return definition;
    }

    private static FlagDefinition ReadMember(Written member, FlagDefinition flag, SharedDefinitions shared)
    {
        switch (member.Path.Name.ToUpperInvariant())
        {
            case "ENABLED":
                return flag with { Enabled = member.Boolean("Enabled", fallback: true) };
            case "DESCRIPTION":
                return flag with { Description = member.Text("Description") };
            case "OWNER":
                return flag with { Owner = member.Text("Owner") };
            case "TAGS":
                return flag with { Tags = member.Texts("Tags") };
            case "EXPIRES":
                return flag with { Expires = ReadDate(member) };
            case "TYPE":
                return flag;
            case "VARIANTS":
                return flag with { Variants = VariantReader.Read(member, flag.Type) };
            case "DEFAULT":
                return flag with { Default = Name(member, "Default") };
            case "OFF":
                return flag with { Off = Name(member, "Off") };
            case "STICKBY":
                return StickByReader.Read(member) is { } by ? flag with { StickBy = by.By, StickByAttribute = by.Attribute } : flag;
            case "SALT":
                return flag with { Salt = Name(member, "Salt") };
            case "RULES":
                return flag with
                {
                    Rules = RuleReader.Read(member, new ConditionScope(shared.Segments, flag.StickBy, flag.StickByAttribute, flag.EffectiveSalt, flag.Bucketing)),
                };
            case "SPLIT":
                return flag with { Split = SharesReader.Read(member, "Split", flag.Bucketing) };
            case "BUCKETING":
                return flag with { Bucketing = ReadBucketing(member) };
            case "PREREQUISITES":
                return flag with { Prerequisites = ReadPrerequisites(member) };
            case "SCHEDULE":
                return flag with { Schedule = member.IsEmpty ? null : ScheduleReader.Read(member, $"the schedule of flag '{flag.Key}'") };
            case "CLIENT":
                return flag with { IsForClients = member.Boolean("Client", fallback: false) };
            case "GUARDS":
                return flag with { Guards = GuardReader.Read(member, shared.Metrics.Find) };
            case "FALLBACK":
                return flag with { Fallback = Name(member, "Fallback") };
            case "ROLLOUT":
                return flag with { HasRollout = HasRollout(member), Rollout = RolloutReader.Read(member, flag.Key, shared) };
            default:
                member.Complain(Unexpected(member.Path.Name, flag.Key));
                return flag;
        }
    }

    private static (string Code, string Message) Unexpected(string name, string key)
    {
        var (code, message) = MemberNames.Unexpected(name, $"flag '{key}'", Known, s_later);

        // A ':' or '__' inside a key makes a member of what was meant as the key's end.
        return code == ErrorCodes.UnknownMember && MemberNames.Nearest(name, Known) is null
            ? (code, $"{message} If the flag's key was meant to be '{key}:{name}' or '{key}__{name}': keys contain neither ':' nor '__', which separate the levels of configuration.")
            : (code, message);
    }

    private static bool HasRollout(Written member) => !member.IsEmpty && !(Scalars.TryText(member.Node, out var text) && text.Length == 0);

    private static string? Name(Written written, string what) => written.Text(what) is { Length: > 0 } name ? name : null;

    private static Bucketing ReadBucketing(Written written)
    {
        switch (Name(written, "Bucketing")?.ToUpperInvariant())
        {
            case null or "PROGRESSIVE":
                return Bucketing.Native;
            case "MICROSOFT":
                return Bucketing.Microsoft;
            case "FLAGD-V2":
                return Bucketing.FlagdV2;
            default:
                written.Complain(ErrorCodes.InvalidBucketing, $"{Scalars.Show(written.Node)} is no bucketing. Write 'microsoft' or 'flagd-v2' to keep those products' assignments, or leave it out.");
                return Bucketing.Native;
        }
    }

    private static List<(string Flag, string[] Variants, DefinitionPath Place)> ReadPrerequisites(Written written)
    {
        var prerequisites = new List<(string Flag, string[] Variants, DefinitionPath Place)>();
        foreach (var entry in written.Members("Prerequisites"))
        {
            string[] variants = Scalars.TryText(entry.Node, out var one) ? [one] : entry.Node is JsonValue ? [] : [.. entry.Texts("A prerequisite")];
            variants = [.. variants.Where(static variant => variant.Length > 0)];
            if (variants.Length == 0)
            {
                entry.Complain(ErrorCodes.UnknownPrerequisite, $"The prerequisite '{Scalars.Cut(entry.Path.Name)}' names no variant. Write the variant it has to be, such as \"on\", or a list of variants.");
            }

            prerequisites.Add((entry.Path.Name, variants, entry.Path));
        }

        return prerequisites;
    }

    private static FlagValueType? ReadType(Written written)
    {
        if (Name(written, "Type") is not { } text)
        {
            return null;
        }

        switch (text.ToUpperInvariant())
        {
            case "BOOLEAN":
                return FlagValueType.Boolean;
            case "STRING":
                return FlagValueType.String;
            case "NUMBER":
                return FlagValueType.Number;
            case "JSON":
                return FlagValueType.Json;
            default:
                written.Complain(ErrorCodes.ValueType, $"'{Scalars.Cut(text)}' is no type. Write boolean, string, number or json.");
                return null;
        }
    }

    private static DateTimeOffset? ReadDate(Written written)
    {
        if (Name(written, "Expires") is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        }

        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        written.Complain(ErrorCodes.InvalidDate, $"'{Scalars.Cut(text)}' is no date. Write it like 2027-03-01, or 2027-03-01T12:00:00Z.");
        return null;
    }
}
