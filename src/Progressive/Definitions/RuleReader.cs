using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Definitions;

/// <summary>Reads the rules of a flag: whom each is for, and what it serves them.</summary>
internal static class RuleReader
{
    internal static readonly string[] Known = ["Name", "When", "Serve", "Enabled", "StickBy", "Salt"];

    public static IReadOnlyList<RuleDefinition> Read(Written written, ConditionScope scope)
    {
        var rules = new List<RuleDefinition>();
        foreach (var item in written.List("Rules"))
        {
            if (ReadRule(item, rules.Count + 1, scope) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static RuleDefinition? ReadRule(Written written, int number, ConditionScope scope)
    {
        var name = $"rule {number}";
        Condition? condition = null;
        Written? serve = null;
        bool? isEnabled = null;
        (StickyKey, string?)? stickBy = null;
        string? salt = null;
        foreach (var member in written.Members("A rule"))
        {
            switch (member.Path.Name.ToUpperInvariant())
            {
                case "NAME":
                    name = member.Text("Name") is { Length: > 0 } text ? text : name;
                    break;
                case "WHEN":
                    condition = member.IsEmpty ? null : ConditionReader.Read(member, scope);
                    break;
                case "SERVE":
                    serve = member;
                    break;
                case "ENABLED":
                    isEnabled = member.IsEmpty ? null : member.Boolean("Enabled of a rule", fallback: true);
                    break;
                case "STICKBY":
                    stickBy = StickByReader.Read(member);
                    break;
                case "SALT":
                    salt = scope.ReadSalt(member);
                    break;
                default:
                    member.Complain(MemberNames.Unexpected(member.Path.Name, "a rule", Known, []));
                    break;
            }
        }

        if (serve is null)
        {
            written.Complain(ErrorCodes.InvalidRule, $"The rule '{name}' serves nothing. Add \"Serve\" with the name of a variant.");
        }

        return serve is null || ReadServe(serve.Value, scope.Bucketing) is not { Entries.Count: > 0 } served
            ? null
            : new RuleDefinition(name, condition, served, served.Entries.Count > 1 ? scope.HashFor("split", stickBy, salt) : null) { IsEnabled = isEnabled };
    }

    private static SharesDefinition? ReadServe(Written written, Bucketing bucketing)
    {
        if (written.Node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            return SharesReader.Read(written, "'Serve'", bucketing);
        }

        var serve = written.Node is JsonValue ? written.Text("Serve") : "";
        if (serve is { Length: > 0 })
        {
            return SharesDefinition.Of(serve, written.Path);
        }

        if (serve is not null)
        {
            written.Complain(ErrorCodes.InvalidRule, "'Serve' names no variant. Write a variant, or shares of several.");
        }

        return null;
    }
}
