using System.Globalization;
using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>A file that is read without a host: its layer, and where its parts stand.</summary>
internal sealed class OfflineFile
{
    private const string Section = ConfigurationDefinitionSource.Section;

    private readonly JsonPlaces? _places;

    private OfflineFile(string name, JsonPlaces? places, DefinitionLayer? layer)
    {
        Name = name;
        _places = places;
        Layer = layer;
    }

    public string Name { get; }

    /// <summary>Null where the file is no JSON, or is settings that say nothing about Progressive.</summary>
    public DefinitionLayer? Layer { get; }

    public bool IsBroken => _places is null;

    public static OfflineFile Read(DefinitionFile file, List<DefinitionProblem> problems)
    {
        if (JsonDefinitionText.ReadTolerantly(file.Utf8.Span, file.Name, problems) is not { } content)
        {
            return new OfflineFile(file.Name, null, null);
        }

        var places = JsonPlaces.Of(file.Utf8);
        return new OfflineFile(file.Name, places, IsSettings(file.Name, content)
            ? ReadSettings(content, file.Name, problems)
            : new DefinitionLayer(file.Name, JsonDefinitionText.Unwrap(content), isEnvironment: false));
    }

    public DefinitionProblem Locate(DefinitionProblem problem) =>
        problem.Line is null && (_places?.Find($"{Section}:{problem.Path}") ?? _places?.Find(problem.Path)) is { } place
            ? problem with { Line = place.Line, Column = place.Column }
            : problem;

    private static bool IsSettings(string name, JsonObject content) =>
        (Path.GetFileName(name) is var file && file.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        || content.Any(member => member.Key.StartsWith(Section + ":", StringComparison.OrdinalIgnoreCase))
        || (content.Count > 1 && content.ContainsKey(Section));

    private static DefinitionLayer? ReadSettings(JsonObject content, string origin, List<DefinitionProblem> problems)
    {
        var root = new ConfigurationEntry();
        Flatten(content, "", root);
        return root.Child(Section).ToJson(origin, problems) is JsonObject { Count: > 0 } section
            ? new DefinitionLayer(origin, section, isEnvironment: false, hasTypes: false)
            : null;
    }

    // What the framework's JSON provider makes of a file: a text for each scalar, nothing for {} and an empty text for [].
    private static void Flatten(JsonNode? node, string path, ConfigurationEntry root)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                foreach (var (name, member) in members)
                {
                    Flatten(member, At(path, name), root);
                }

                break;
            case JsonArray { Count: > 0 } items:
                for (var i = 0; i < items.Count; i++)
                {
                    Flatten(items[i], At(path, i.ToString(CultureInfo.InvariantCulture)), root);
                }

                break;
            default:
                root.Set(path, node switch
                {
                    null or JsonObject => null,
                    JsonArray => "",
                    _ when Scalars.TryText(node, out var text) => text,
                    _ when Scalars.TryBoolean(node, out var flag) => flag ? "True" : "False",
                    _ => node.ToJsonString(),
                });
                break;
        }
    }

    private static string At(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";
}
