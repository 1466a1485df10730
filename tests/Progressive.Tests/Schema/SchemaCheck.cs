using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Progressive.Tests.Schema;

/// <summary>
/// Validates JSON against a JSON schema of draft 7, as far as ours go: a keyword it does not know is an error, so that nothing is taken for checked that is not.
/// https://json-schema.org/draft-07/json-schema-validation
/// </summary>
internal sealed class SchemaCheck(string schema)
{
    private readonly JsonElement _root = JsonDocument.Parse(schema).RootElement;

    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Of(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return Check(_root, document.RootElement, "$");
    }

    private string? Check(JsonElement schema, JsonElement value, string at)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (CheckKeyword(schema, keyword.Name, keyword.Value, value, at) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? CheckKeyword(JsonElement schema, string keyword, JsonElement says, JsonElement value, string at) => keyword switch
    {
        "$schema" or "title" or "description" or "definitions" => null,
        "$ref" => Check(_root.GetProperty("definitions").GetProperty(says.GetString()!["#/definitions/".Length..]), value, at),
        "allOf" => says.EnumerateArray().Select(part => Check(part, value, at)).FirstOrDefault(static problem => problem is not null),
        "anyOf" => CheckAny(says, value, at),
        "type" => Unless(says.ValueKind == JsonValueKind.Array ? says.EnumerateArray().Any(type => Is(value, type.GetString()!)) : Is(value, says.GetString()!), at, $"is no {says}"),
        "enum" => Unless(says.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)), at, $"is none of {says}"),
        "pattern" => Unless(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, says.GetString()!, RegexOptions.CultureInvariant), at, $"does not match {says}"),
        "minLength" => Unless(value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= says.GetInt32(), at, "is too short"),
        "maxLength" => Unless(value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= says.GetInt32(), at, "is too long"),
        "minimum" => Unless(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= says.GetDouble(), at, "is too small"),
        "minItems" => Unless(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= says.GetInt32(), at, "has too few items"),
        "minProperties" => Unless(value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= says.GetInt32(), at, "has too few members"),
        "maxProperties" => Unless(value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= says.GetInt32(), at, "has too many members"),
        "required" => Unless(value.ValueKind != JsonValueKind.Object || says.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)), at, $"lacks one of {says}"),
        "items" => value.ValueKind != JsonValueKind.Array ? null : CheckItems(says, value, at),
        "properties" => value.ValueKind != JsonValueKind.Object ? null : says.EnumerateObject().Select(property => value.TryGetProperty(property.Name, out var member) ? Check(property.Value, member, $"{at}.{property.Name}") : null).FirstOrDefault(static problem => problem is not null),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object ? null : CheckOthers(schema, says, value, at),
        "propertyNames" => value.ValueKind != JsonValueKind.Object ? null : value.EnumerateObject().Select(member => Check(says, JsonDocument.Parse(JsonSerializer.Serialize(member.Name)).RootElement, $"{at}.{member.Name}")).FirstOrDefault(static problem => problem is not null),
        _ => throw new NotSupportedException($"The keyword {keyword} at {at}."),
    };

    private string? CheckAny(JsonElement schemas, JsonElement value, string at)
    {
        string[] problems = [.. schemas.EnumerateArray().Select(one => Check(one, value, at)).TakeWhile(static problem => problem is not null).OfType<string>()];
        return problems.Length < schemas.GetArrayLength() ? null : $"[{string.Join(" | ", problems)}]";
    }

    private string? CheckItems(JsonElement schema, JsonElement value, string at)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Check(schema, item, string.Create(CultureInfo.InvariantCulture, $"{at}[{index++}]")) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? CheckOthers(JsonElement schema, JsonElement others, JsonElement value, string at)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out _))
            {
                continue;
            }

            if (others.ValueKind == JsonValueKind.False)
            {
                return $"{at} has no member {member.Name}";
            }

            if (Check(others, member.Value, $"{at}.{member.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? Unless(bool holds, string at, string problem) => holds ? null : $"{at} {problem}";

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException(type),
    };
}
