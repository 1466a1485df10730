using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>Operators that compare an attribute, or the time, with a constant.</summary>
internal static class FlagdComparisons
{
    private static readonly JsonNode s_isThere = new JsonObject { ["exists"] = true };
    private static readonly JsonNode s_isMissing = new JsonObject { ["exists"] = false };

    /// <returns>Null for an operator that is none of these.</returns>
    public static Clause? TryRead(FlagdLogic logic, string op, IReadOnlyList<Written> arguments, Written written)
    {
        switch (op)
        {
            case "==" or "===" or "!=" or "!==":
                var isEqual = Pair(logic, arguments, written) is var (left, right) ? Equal(logic, left, right, written) : Clause.Never;
                return op[0] == '!' ? Clause.Not(isEqual) : isEqual;
            case "<" or "<=" or ">" or ">=":
                return Ordered(logic, op, arguments, written);
            case "in":
                return Pair(logic, arguments, written) is var (needle, haystack) ? In(logic, needle, haystack, written) : Clause.Never;
            case "starts_with":
                return Texts(logic, "startsWith", arguments);
            case "ends_with":
                return Texts(logic, "endsWith", arguments);
            case "sem_ver":
                return FlagdVersions.Read(logic, arguments);
            default:
                return null;
        }
    }

    private static (FlagdOperand, FlagdOperand)? Pair(FlagdLogic logic, IReadOnlyList<Written> arguments, Written written)
    {
        if (arguments.Count != 2)
        {
            logic.Refuse(written, $"compares {arguments.Count} things where two are expected");
            return null;
        }

        return logic.Operand(arguments[0]) is { } left && logic.Operand(arguments[1]) is { } right ? (left, right) : null;
    }

    private static Clause Equal(FlagdLogic logic, FlagdOperand left, FlagdOperand right, Written written)
    {
        if (left.IsValue && right.IsValue)
        {
            return Clause.Of(AreEqual(left.Value, right.Value));
        }

        var (subject, constant) = left.IsValue ? (right, left) : (left, right);
        if (!constant.IsValue || subject.IsTime || constant.Value is JsonArray)
        {
            logic.Refuse(written, "compares for equality what is no attribute with a single constant");
            return Clause.Never;
        }

        if (constant.IsNull)
        {
return subject.Fallback is null ? Clause.Of(subject.Attribute!, s_isMissing.DeepClone()) : Clause.Never;
        }

        return OrMissing(subject, Clause.Of(subject.Attribute!, constant.Value!.DeepClone()), fallback => AreEqual(fallback, constant.Value));
    }

    private static Clause Ordered(FlagdLogic logic, string op, IReadOnlyList<Written> arguments, Written written)
    {
        if (arguments.Count is not (2 or 3))
        {
            logic.Refuse(written, $"compares {arguments.Count} things where two or three are expected");
            return Clause.Never;
        }

        // Between: each with the next.
        var clauses = new List<Clause>();
        for (var i = 0; i + 1 < arguments.Count; i++)
        {
            clauses.Add(Pair(logic, [arguments[i], arguments[i + 1]], written) is var (left, right) ? Ordered(logic, op, left, right, written) : Clause.Never);
        }

        return Clause.All(clauses);
    }

    private static Clause Ordered(FlagdLogic logic, string op, FlagdOperand left, FlagdOperand right, Written written)
    {
        if (left.Number is { } one && right.Number is { } other)
        {
            return Clause.Of(Holds(op, one, other));
        }

        var (subject, constant) = left.IsValue ? (right, left) : (left, right);
        if (constant.Number is not { } bound || subject.IsValue)
        {
            logic.Refuse(written, $"orders by '{op}' what is no attribute and a number");
            return Clause.Never;
        }

        var turned = left.IsValue ? op switch { "<" => ">", "<=" => ">=", ">" => "<", _ => "<=" } : op;
        return subject.IsTime
            ? FlagdTime.Read(turned, bound)
            : OrMissing(subject, Clause.Of(subject.Attribute!, turned, constant.Value!.DeepClone()), fallback => Scalars.TryNumber(fallback, out var number) && Holds(turned, number, bound));
    }

    private static Clause In(FlagdLogic logic, FlagdOperand needle, FlagdOperand haystack, Written written)
    {
        if (needle.Attribute is not null && haystack.Value is JsonArray list)
        {
            if (list.Count == 0)
            {
                return Clause.Never;
            }

            if (list.All(static item => item is JsonValue))
            {
                return OrMissing(needle, Clause.Of(needle.Attribute, list.DeepClone()), fallback => list.Any(item => AreEqual(fallback, item)));
            }
        }
        else if (haystack.Attribute is not null && needle.Text is { Length: > 0 } part)
        {
            return OrMissing(
                haystack,
                Clause.Of(haystack.Attribute, "contains", JsonValue.Create(part)),
                fallback => Scalars.TryText(fallback, out var text) ? text.Contains(part, StringComparison.Ordinal) : fallback is JsonArray items && items.Any(item => AreEqual(item, needle.Value)));
        }
        else if (needle.IsValue && haystack.IsValue)
        {
            return Clause.Of(haystack.Value is JsonArray items ? items.Any(item => AreEqual(item, needle.Value)) : haystack.Text is { } whole && needle.Text is { } text && whole.Contains(text, StringComparison.Ordinal));
        }

        logic.Refuse(written, "looks by 'in' for what is neither an attribute in a list of constants nor a text in an attribute");
        return Clause.Never;
    }

    // Wrong arguments make theirs null, which counts as false.
    private static Clause Texts(FlagdLogic logic, string @operator, IReadOnlyList<Written> arguments)
    {
        if (arguments.Count != 2 || logic.Operand(arguments[0]) is not { } subject || logic.Operand(arguments[1]) is not { Text: { } part })
        {
            return Clause.Never;
        }

        bool Holds(string text) => @operator == "startsWith" ? text.StartsWith(part, StringComparison.Ordinal) : text.EndsWith(part, StringComparison.Ordinal);
        if (subject.Attribute is not { } attribute)
        {
            return Clause.Of(subject.Text is { } text && Holds(text));
        }

        var clause = part.Length == 0 ? Clause.Of(attribute, s_isThere.DeepClone()) : Clause.Of(attribute, @operator, JsonValue.Create(part));
        return OrMissing(subject, clause, fallback => Scalars.TryText(fallback, out var text) && Holds(text));
    }

    private static Clause OrMissing(FlagdOperand subject, Clause clause, Func<JsonNode, bool> holds) =>
        subject.Fallback is { } fallback && holds(fallback) ? Clause.Any(clause, Clause.Of(subject.Attribute!, s_isMissing.DeepClone())) : clause;

    private static bool Holds(string op, double left, double right) => op switch { "<" => left < right, "<=" => left <= right, ">" => left > right, _ => left >= right };

    // As ours compare, a text with the number or truth value that it spells.
    private static bool AreEqual(JsonNode? left, JsonNode? right) => left is null || right is null
        ? left is null && right is null
        : left is JsonValue && right is JsonValue && (Scalars.TryNumber(left, out var one) && Scalars.TryNumber(right, out var other) ? one == other : Plain(left) == Plain(right));

    private static string Plain(JsonNode node) => Scalars.TryText(node, out var text) ? text : node.ToJsonString();
}
