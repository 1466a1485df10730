using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>What an operator of JsonLogic compares: an attribute, the time, or a value that is written there.</summary>
/// <param name="Attribute">The attribute; null where it is something else.</param>
/// <param name="Value">The value; null where there is none, and for null itself.</param>
/// <param name="IsValue">Whether it is a value.</param>
/// <param name="IsTime">Whether it is the time in whole seconds since 1970.</param>
/// <param name="Fallback">What stands for the attribute where it is missing.</param>
internal sealed record FlagdOperand(string? Attribute, JsonNode? Value, bool IsValue, bool IsTime = false, JsonNode? Fallback = null)
{
    public bool IsNull => IsValue && Value is null;

    public string? Text => IsValue && Scalars.TryText(Value, out var text) ? text : null;

    public double? Number => IsValue && Value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String && Scalars.TryNumber(Value, out var number) ? number : null;

    public static FlagdOperand Of(JsonNode? value) => new(null, value, IsValue: true);
}
