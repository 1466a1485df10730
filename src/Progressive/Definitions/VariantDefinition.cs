using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>A variant as it was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, of the flag's type; null where it has none.</param>
/// <param name="Revision">What configuration says about its revision.</param>
/// <param name="HasTypes">Whether the value tells a number from a text; what comes from configuration does not, unless the flag has a type.</param>
internal sealed record VariantDefinition(string Name, JsonNode? Value, string? Revision, bool HasTypes = true);
