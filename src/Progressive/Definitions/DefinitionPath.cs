namespace Progressive.Definitions;

/// <summary>Where in the merged definitions a node stands; spelled out only when there is something to complain about.</summary>
internal sealed class DefinitionPath(DefinitionPath? parent, string name)
{
    public DefinitionPath? Parent { get; } = parent;

    public string Name { get; } = name;

    public DefinitionPath At(string name) => new(this, name);

    public IReadOnlyList<string> Segments()
    {
        var segments = new List<string>();
        for (var at = this; at is not null; at = at.Parent)
        {
            segments.Add(at.Name);
        }

        segments.Reverse();
        return segments;
    }

    public override string ToString() => string.Join(':', Segments());
}
