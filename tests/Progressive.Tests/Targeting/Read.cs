using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Definitions;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Conditions and contexts as they are written: JSON, with ' for ".</summary>
internal static class Read
{
    /// <summary>Reads a <c>When</c> that has nothing wrong.</summary>
    public static Condition Condition(string when, string segments = "{}", Bucketing bucketing = Bucketing.Native, string salt = "a")
    {
        var problems = new ProblemList([]);
        var condition = Condition(when, segments, problems, bucketing, salt);
        Assert.Empty(problems.Problems);
        return condition!;
    }

    public static IReadOnlyList<DefinitionProblem> Problems(string when, string segments = "{}")
    {
        var problems = new ProblemList([]);
        Condition(when, segments, problems, Bucketing.Native, "a");
        return problems.Problems;
    }

    /// <summary>A text, a number (whole unless it is written with a point or an exponent), a truth value, a list of texts; null is absent.</summary>
    public static AttributeValue Attribute(string json)
    {
        if (json is "NaN" or "Infinity" or "-Infinity" or "-0.0")
        {
            return double.Parse(json, CultureInfo.InvariantCulture);
        }

        using var document = JsonDocument.Parse(json.Replace('\'', '"'));
        var value = document.RootElement;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.GetRawText().AsSpan().IndexOfAny(".eE") < 0 => value.GetInt64(),
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.Array => value.EnumerateArray().Select(static item => item.GetString()!).ToArray(),
            _ => default,
        };
    }

    public static bool Holds(string when, string attribute)
    {
        var context = new EvaluationContext("u-1");
        if (attribute != "null")
        {
            context["x"] = Attribute(attribute);
        }

        return Condition(when).Matches(new Asker(FlagSnapshot.Empty, context));
    }

    private static Condition? Condition(string when, string segments, ProblemList problems, Bucketing bucketing, string salt)
    {
        var written = Parse(segments).ToDictionary(static member => member.Key, static member => member.Value, StringComparer.OrdinalIgnoreCase);
        var scope = new ConditionScope(new SegmentCatalog(written, problems), StickyKey.TargetingKey, null, salt, bucketing);
        return ConditionReader.Read(new Progressive.Definitions.Written(Parse(when), new DefinitionPath(null, "When"), problems), scope);
    }

    private static JsonObject Parse(string json)
    {
        var problems = new List<DefinitionProblem>();
        var content = JsonDefinitionText.Read(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), "test", problems);
        Assert.Empty(problems);
        return content!;
    }
}
