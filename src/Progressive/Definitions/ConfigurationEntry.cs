using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>A key of configuration: it can have a value and children at once, which JSON cannot.</summary>
internal sealed class ConfigurationEntry
{
    private OrderedDictionary<string, ConfigurationEntry>? _children;
    private string? _value;
    private bool _hasValue;

    public bool IsEmpty => !_hasValue && _children is null;

    public ConfigurationEntry Child(string name)
    {
        _children ??= new OrderedDictionary<string, ConfigurationEntry>(StringComparer.OrdinalIgnoreCase);
        if (!_children.TryGetValue(name, out var child))
        {
            _children.Add(name, child = new ConfigurationEntry());
        }

        return child;
    }

    public void Set(ReadOnlySpan<char> path, string? value)
    {
        var entry = this;
        while (path.Length > 0)
        {
            var end = path.IndexOf(':');
            entry = entry.Child(new string(end < 0 ? path : path[..end]));
            path = end < 0 ? [] : path[(end + 1)..];
        }

        entry._value = value;
        entry._hasValue = true;
    }

    public JsonNode? ToJson(string origin, List<DefinitionProblem> problems) => ToJson(null, 1, origin, problems);

    private JsonNode? ToJson(DefinitionPath? path, int depth, string origin, List<DefinitionProblem> problems)
    {
        if (_children is null)
        {
            return _value is null ? null : JsonValue.Create(_value);
        }

        if (depth > JsonDefinitionText.MaxDepth)
        {
            // A file cannot be so deep, but a key in memory or in the environment can, and the stack has an end.
            problems.Add(new DefinitionProblem(
                ErrorCodes.DefinitionSourceUnreadable, $"The key goes on for more than {JsonDefinitionText.MaxDepth} levels, which no definition does. Remove it.", path!.ToString(), origin));
            return null;
        }

        var members = JsonNames.NewObject();
        foreach (var (name, child) in _children)
        {
            members.Add(name, child.ToJson(path?.At(name) ?? new DefinitionPath(null, name), depth + 1, origin, problems));
        }

        if (!string.IsNullOrEmpty(_value))
        {
            AddValue(members, _value, path, origin, problems);
        }

        return members;
    }

    // A flag that is switched off and described in one source is switched off: of two readings the one that exposes nobody.
    private static void AddValue(JsonObject members, string value, DefinitionPath? path, string origin, List<DefinitionProblem> problems)
    {
        if (path?.Parent is { Parent: null } parent
            && string.Equals(parent.Name, "Flags", StringComparison.OrdinalIgnoreCase)
            && bool.TryParse(value, out var on) && !on)
        {
            members["Enabled"] = false;
            return;
        }

        problems.Add(new DefinitionProblem(
            ErrorCodes.ValueAndMembers,
            $"The key has the value '{Scalars.Cut(value)}' and members ({string.Join(", ", members.Select(m => m.Key))}) in one source. Write one or the other.",
            path?.ToString() ?? "",
            origin));
    }
}
