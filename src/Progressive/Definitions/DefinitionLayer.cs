using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>What one source says, to be laid over what the sources before it say.</summary>
/// <remarks>Not changed after it was handed over. Names are compared ignoring case.</remarks>
public sealed class DefinitionLayer
{
    /// <summary>Makes a layer from a copy of the content.</summary>
    /// <param name="origin">Where it comes from, for error messages: a file's name, an address.</param>
    /// <param name="content">An object with the members <c>Flags</c>, <c>Plans</c>, <c>Segments</c>, <c>Metrics</c>, <c>Application</c> and <c>Environment</c>, each of them optional.</param>
    /// <exception cref="ArgumentException">An object has two members whose names differ only in case, or the content is more than 64 levels deep.</exception>
    public DefinitionLayer(string origin, JsonObject content)
        : this(origin, JsonNames.Copy(content), isEnvironment: false)
    {
    }

    internal DefinitionLayer(string origin, JsonObject content, bool isEnvironment, bool hasTypes = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        Origin = origin;
        Content = content;
        IsEnvironment = isEnvironment;
        HasTypes = hasTypes;
    }

    /// <summary>Where it comes from.</summary>
    public string Origin { get; }

    internal JsonObject Content { get; }

    /// <summary>Environment variables, in whose names <c>-</c> may be written <c>_</c>.</summary>
    internal bool IsEnvironment { get; }

    /// <summary>Whether the source tells a number from a text and a list from an object, which configuration does not.</summary>
    internal bool HasTypes { get; }
}
