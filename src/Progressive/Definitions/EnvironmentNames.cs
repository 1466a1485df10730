using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>
/// Environment variable names cannot hold a '-' in most shells, so there it may be written '_'. A key from the environment that nobody else knows
/// is taken for the one known key that differs from it only so.
/// </summary>
internal sealed class EnvironmentNames
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byUnderscores = new(StringComparer.OrdinalIgnoreCase);

    private EnvironmentNames()
    {
    }

    /// <param name="layers">All layers; only those from the environment are rewritten.</param>
    /// <param name="declared">Flags and variants that code knows.</param>
    public static IReadOnlyList<DefinitionLayer> Resolve(IReadOnlyList<DefinitionLayer> layers, IEnumerable<string> declared)
    {
        if (!layers.Any(layer => layer.IsEnvironment && HasUnderscore(layer.Content)))
        {
            return layers;
        }

        var names = new EnvironmentNames();
        foreach (var key in declared)
        {
            names.Add(key);
        }

        foreach (var layer in layers.Where(layer => !layer.IsEnvironment))
        {
            names.AddKeysOf(layer.Content);
        }

        return [.. layers.Select(layer => layer.IsEnvironment ? new DefinitionLayer(layer.Origin, names.Rewrite(layer.Content), isEnvironment: true, layer.HasTypes) : layer)];
    }

    private static bool HasUnderscore(JsonObject content) =>
        content.Any(m => m.Key.Contains('_', StringComparison.Ordinal) || (m.Value is JsonObject inner && HasUnderscore(inner)));

    private void AddKeysOf(JsonObject content)
    {
        foreach (var (name, node) in content)
        {
            Add(name);
            if (node is JsonObject inner)
            {
                AddKeysOf(inner);
            }
        }
    }

    private void Add(string key)
    {
        if (_known.Add(key) && key.Contains('-', StringComparison.Ordinal))
        {
            _byUnderscores.TryAdd(key.Replace('-', '_'), key);
        }
    }

    private JsonObject Rewrite(JsonObject content)
    {
        var rewritten = JsonNames.NewObject();
        foreach (var (name, node) in content)
        {
            var known = _known.Contains(name) ? name : _byUnderscores.GetValueOrDefault(name.Replace('-', '_'), name);
            rewritten[known] = node is JsonObject inner ? Rewrite(inner) : JsonNames.Copy(node);
        }

        return rewritten;
    }
}
