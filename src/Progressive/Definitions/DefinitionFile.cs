namespace Progressive.Definitions;

/// <summary>
/// A file for <see cref="DefinitionValidator"/>: definitions as <c>AddProgressiveFile</c> reads them, or settings with a section <c>Progressive</c>.
/// </summary>
/// <remarks>
/// Settings are told by their name (<c>appsettings*.json</c>), by further members beside <c>Progressive</c>, or by members written <c>Progressive:…</c>;
/// they are read as the configuration reads them, where every value is a text. Immutable.
/// </remarks>
public sealed class DefinitionFile
{
    /// <summary>Makes a file from its content.</summary>
    /// <param name="name">Its name or path; problems carry it as their origin.</param>
    /// <param name="utf8">The content in UTF-8, with or without a byte order mark. Not copied.</param>
    public DefinitionFile(string name, ReadOnlyMemory<byte> utf8)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Utf8 = utf8;
    }

    /// <summary>Its name or path.</summary>
    public string Name { get; }

    /// <summary>The content in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }
}
