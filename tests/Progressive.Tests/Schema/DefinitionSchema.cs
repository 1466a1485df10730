using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Tests.Schema;

/// <summary>
/// Writes the JSON schemas of definitions: one for files of their own, one for the section of settings files. The names of members come from the readers,
/// so that a member cannot be read without being described, nor described without being read.
/// </summary>
internal static class DefinitionSchema
{
    private static readonly JsonSerializerOptions s_written = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For <c>progressive.json</c>: the definitions themselves, or all of them below <c>Progressive</c>.</summary>
    public static string OfFiles() => Text(new JsonObject
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "Definitions of Progressive",
        ["anyOf"] = new JsonArray(
            SchemaNodes.Ref("root"),
            new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("Progressive"),
                ["properties"] = new JsonObject { ["Progressive"] = SchemaNodes.Ref("root"), ["$schema"] = SchemaNodes.Text("The address of this schema.") },
                ["additionalProperties"] = false,
            }),
        ["definitions"] = Definitions(),
    });

    /// <summary>For settings files, which hold other sections too; editors join it with the schemas of other packages.</summary>
    public static string OfConfiguration() => Text(new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [ConfigurationDefinitionSource.Section] = SchemaNodes.Ref("root") },
        ["definitions"] = Definitions(),
    });

    /// <summary>Each kind of object, with the names its reader knows.</summary>
    public static IReadOnlyDictionary<string, (IReadOnlyList<string> Known, Func<string, JsonObject> Describe)> Objects { get; } =
        new Dictionary<string, (IReadOnlyList<string>, Func<string, JsonObject>)>
        {
            ["root"] = ([.. MergedDefinitions.Known, "$schema"], MemberSchemas.Root),
            ["flag"] = (FlagReader.Known, MemberSchemas.Flag),
            ["variant"] = (VariantReader.Known, MemberSchemas.Variant),
            ["rule"] = (RuleReader.Known, MemberSchemas.Rule),
            ["segment"] = (SegmentCatalog.Known, MemberSchemas.Segment),
            ["share"] = (ConditionReader.ShareMembers, ConditionSchemas.Share),
            ["schedule"] = (ScheduleReader.Known, MemberSchemas.Schedule),
            ["operators"] = (OperatorReader.Operators, ConditionSchemas.Operator),
            ["conditions"] = (ConditionReader.Combinators, ConditionSchemas.Combinator),
            ["plan"] = ([.. PlanReader.Known.Where(static name => name != "UpTo")], MemberSchemas.Plan),
            ["ownPlan"] = (PlanReader.Known, MemberSchemas.Plan),
            ["followed"] = (RolloutReader.Known, MemberSchemas.Followed),
            ["metric"] = (MetricReader.Known, MemberSchemas.Metric),
        };

    private static JsonObject Definitions()
    {
        var definitions = new JsonObject();
        foreach (var (name, (known, describe)) in Objects)
        {
            var properties = new JsonObject();
            foreach (var member in known)
            {
                properties[member] = describe(member);
            }

            definitions[SchemaNodes.Name(name)] = Completed(name, new JsonObject { ["type"] = SchemaNodes.ObjectOrNull(name), ["properties"] = properties, ["additionalProperties"] = false });
        }

        foreach (var (name, schema) in ValueSchemas.All())
        {
            definitions[SchemaNodes.Name(name)] = schema;
        }

        return definitions;
    }

    private static JsonObject Completed(string name, JsonObject schema)
    {
        switch (name)
        {
            case "conditions":
                schema["additionalProperties"] = SchemaNodes.Ref("attribute");
                schema["propertyNames"] = SchemaNodes.Ref("key");
                break;
            case "operators":
                schema["minProperties"] = 1;
                break;
            case "share":
                schema["required"] = new JsonArray("To");
                break;
            case "rule":
                schema["required"] = new JsonArray("Serve");
                break;
            case "ownPlan":
                schema["required"] = new JsonArray("Steps");
                break;
            case "followed":
                schema["required"] = new JsonArray("Plan");
                break;
        }

        return schema;
    }

    private static string Text(JsonObject schema) => schema.ToJsonString(s_written) + "\n";
}
