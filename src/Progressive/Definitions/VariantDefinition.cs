using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>A variant as it was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, of the flag's type; null where it has none.</param>
/// <param name="Revision">What configuration says about its revision.</param>
internal sealed record VariantDefinition(string Name, JsonNode? Value, string? Revision);
