using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Flags.Rules;

namespace Progressive.Migration;

/// <summary><c>sem_ver</c>. Theirs has ~ and ^ for "the same minor" and "the same major" version, above or below; npm has them for ranges upwards.</summary>
internal static class FlagdVersions
{
    public static Clause Read(FlagdLogic logic, IReadOnlyList<Written> arguments)
    {
        if (arguments.Count != 3 || logic.Operand(arguments[0]) is not { Attribute: { } attribute } || logic.Operand(arguments[1])?.Text is not { } op
            || logic.Operand(arguments[2]) is not { IsValue: true, Value: JsonValue written } || !SemanticVersion.TryParse(Plain(written), out var version))
        {
            // Theirs gives null, which counts as false.
            return Clause.Never;
        }

        var text = Plain(written);
        return op switch
        {
            "=" or "<" or "<=" or ">" or ">=" => Clause.Of(attribute, "semver" + op, JsonValue.Create(text)),

            // Not "not equal": what is no version is neither.
            "!=" => Clause.Any(Clause.Of(attribute, "semver<", JsonValue.Create(text)), Clause.Of(attribute, "semver>", JsonValue.Create(text))),
            "~" => Within(attribute, $"{version.Major}.{version.Minor}.0-0", $"{version.Major}.{version.Minor + 1}.0-0"),
            "^" => Within(attribute, $"{version.Major}.0.0-0", $"{version.Major + 1}.0.0-0"),
            _ => Clause.Never,
        };
    }

    private static Clause Within(string attribute, string from, string below) => Clause.Of(attribute, new JsonObject { ["semver>="] = from, ["semver<"] = below });

    // They take a v in front, and a number.
    private static string Plain(JsonNode node) => (Scalars.TryText(node, out var text) ? text : node.ToJsonString()).TrimStart('v', 'V');
}
