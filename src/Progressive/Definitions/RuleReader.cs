using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>Reads the rules of a flag: attributes that equal a value or one of a list.</summary>
internal static class RuleReader
{
    private static readonly string[] s_known = ["Name", "When", "Serve"];
    private static readonly string[] s_combinators = ["any", "not", "segment"];

    private static readonly string[] s_operators =
    [
        "not", "in", "<", "<=", ">", ">=", "before", "after", "startsWith", "endsWith", "contains", "matches",
        "semver<", "semver<=", "semver=", "semver>=", "semver>", "semver~", "semver^", "cidr", "exists",
    ];

    public static IReadOnlyList<RuleDefinition> Read(Written written)
    {
        var rules = new List<RuleDefinition>();
        foreach (var item in written.List("Rules"))
        {
            if (ReadRule(item, rules.Count + 1) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static RuleDefinition? ReadRule(Written written, int number)
    {
        var name = $"rule {number}";
        Condition[] conditions = [];
        string? serve = null;
        DefinitionPath? place = null;
        foreach (var member in written.Members("A rule"))
        {
            switch (member.Path.Name.ToUpperInvariant())
            {
                case "NAME":
                    name = member.Text("Name") is { Length: > 0 } text ? text : name;
                    break;
                case "WHEN":
                    conditions = [.. member.Members("When").Select(ReadCondition).OfType<Condition>()];
                    break;
                case "SERVE":
                    place = member.Path;
                    serve = ReadServe(member);
                    break;
                default:
                    member.Complain(MemberNames.Unexpected(member.Path.Name, "a rule", s_known, []));
                    break;
            }
        }

        if (place is null)
        {
            written.Complain(ErrorCodes.InvalidRule, $"The rule '{name}' serves nothing. Add \"Serve\" with the name of a variant.");
        }

        return serve is null ? null : new RuleDefinition(name, conditions, serve, place!);
    }

    private static string? ReadServe(Written written)
    {
        if (written.Node is JsonObject)
        {
            written.Complain(ErrorCodes.NotSupported, "Shares in 'Serve' of a rule are not supported by this version. Serve one variant.");
            return null;
        }

        if (written.Text("Serve") is { Length: > 0 } serve)
        {
            return serve;
        }

        if (written.IsEmpty || Scalars.TryText(written.Node, out _))
        {
            written.Complain(ErrorCodes.InvalidRule, "'Serve' names no variant.");
        }

        return null;
    }

    private static Condition? ReadCondition(Written written)
    {
        var attribute = written.Path.Name;
        if (MemberNames.Has(s_combinators, attribute))
        {
            written.Complain(ErrorCodes.NotSupported, $"'{attribute}' in 'When' is not supported by this version. Only attributes that equal a value or one of a list are.");
            return null;
        }

        if (!Keys.IsValid(attribute, out var why))
        {
            written.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(attribute)}' is no name of an attribute: {why}. Use letters, digits and . _ / -.");
            return null;
        }

        if (written.Node is JsonObject operators && !operators.All(m => m.Key.All(char.IsAsciiDigit)))
        {
            ComplainAboutOperators(written, operators);
            return null;
        }

        var values = new List<ConditionValue>();
        var items = written.Node is JsonValue ? [written] : written.List($"The attribute '{attribute}'");
        foreach (var item in items)
        {
            if (ReadValue(item.Node) is { } value)
            {
                values.Add(value);
            }
            else
            {
                item.Complain(ErrorCodes.WrongKind, $"The attribute '{attribute}' is compared with texts, numbers and truth values, but this is {Scalars.Show(item.Node)}.");
            }
        }

        if (items.Count == 0)
        {
            written.Complain(ErrorCodes.InvalidRule, $"The attribute '{attribute}' is compared with nothing, so the rule would match nobody. List a value, or remove the rule.");
            return null;
        }

        return new Condition(attribute, [.. values]);
    }

    private static void ComplainAboutOperators(Written written, JsonObject operators)
    {
        foreach (var (name, _) in operators)
        {
            var known = s_operators.Contains(name, StringComparer.OrdinalIgnoreCase);
            written.Complain(
                known ? ErrorCodes.NotSupported : ErrorCodes.UnknownMember,
                known
                    ? $"The operator '{name}' is not supported by this version. Only attributes that equal a value or one of a list are."
                    : $"'{Scalars.Cut(name)}' is no operator.{(MemberNames.Nearest(name, s_operators) is { } meant ? $" Did you mean '{meant}'?" : "")} Write a value or a list of values.");
        }
    }

    private static ConditionValue? ReadValue(JsonNode? node)
    {
        if (node is not JsonValue scalar)
        {
            return null;
        }

        switch (scalar.GetValueKind())
        {
            case JsonValueKind.String:
                return ConditionValue.Of(scalar.GetValue<string>());
            case JsonValueKind.True or JsonValueKind.False:
                return ConditionValue.Of(scalar.GetValueKind() == JsonValueKind.True);
            default:
                return Scalars.TryNumber(scalar, out var number) ? ConditionValue.Of(number) : null;
        }
    }
}
