using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>Conditions of JsonLogic, with flagd's operators, as conditions of ours. What is neither true nor false in JsonLogic is taken for what it counts as.</summary>
internal sealed class FlagdLogic(string flag, JsonObject? references)
{
    private const string Reference = "$ref";

    // Ours have no "if", so that what it asks is written twice: a kilobyte of them in one another would be gigabytes.
    private const int MostConditions = 1_000;

    private static readonly string[] s_reserved = ["any", "all", "not", "segment", "share", "schedule"];
    private static readonly string[] s_comparisons = ["==", "===", "!=", "!==", "<", "<=", ">", ">=", "in", "!", "!!"];

    public string Flag => flag;

    /// <summary>Whether the operation gives true or false, and nothing else.</summary>
    public bool IsTruthValue(Written written) =>
        Operation(written) is var (op, arguments) && (s_comparisons.Contains(op) || (op is "and" or "or" && arguments.All(IsTruthValue)));

    /// <summary>A node with one member is an operation; its arguments, one of which need not stand in a list.</summary>
    public (string Operator, IReadOnlyList<Written> Arguments)? Operation(Written written)
    {
        if (written.Node is not JsonObject { Count: 1 } operation)
        {
            return null;
        }

        var (op, arguments) = operation.First();
        var inner = written.At(op, arguments);
        return (op, inner.Node is JsonArray ? [.. inner.List(op).Select(Resolve)] : [Resolve(inner)]);
    }

    /// <summary>Puts an evaluator in the place of a reference to it. flagd does so once: what an evaluator refers to stays unknown.</summary>
    public Written Resolve(Written written)
    {
        if (written.Node is not JsonObject { Count: 1 } reference || !Scalars.TryText(reference[Reference], out var name))
        {
            return written;
        }

        var target = references?[name];
        if (target is null || target.ToJsonString().Contains($"\"{Reference}\"", StringComparison.Ordinal))
        {
            written.Complain(ErrorCodes.LogicReference, target is null
                ? $"The flag '{flag}' refers to the evaluator '{Scalars.Cut(name)}', which \"$evaluators\" does not have. Add it, or correct the name."
                : $"The evaluator '{Scalars.Cut(name)}' refers to another, which flagd does not follow. Write it out.");

            // Nothing to go on with: one that refers to itself would never end.
            target = null;
        }

        return new Written(target, written.Path, written.Problems);
    }

    public Clause Condition(Written written)
    {
        written = Resolve(written);
        if (written.Node is not JsonObject node)
        {
            return Clause.Of(IsTruthy(written.Node));
        }

        if (Operation(written) is not var (op, arguments))
        {
            written.Complain(ErrorCodes.LogicOperands, $"The targeting of flag '{flag}' has an object with {node.Count} members where one operator is expected. Correct it.");
            return Clause.Never;
        }

        var clause = op switch
        {
            "and" => Clause.All(arguments.Select(Condition)),
            "or" => Clause.Any(arguments.Select(Condition)),
            "!" => Clause.Not(arguments.Count == 0 ? Clause.Never : Condition(arguments[0])),
            "!!" => arguments.Count == 0 ? Clause.Never : Condition(arguments[0]),
            "if" or "?:" => If(arguments),
            "var" => Operand(written) is { } operand ? Truth(operand) : Clause.Never,
            "missing" => Clause.Any(Names(arguments).Select(static name => Clause.Of(name, "exists", JsonValue.Create(false)))),
            "missing_some" => MissingSome(written, arguments),
            "fractional" => FlagdFractional.Read(this, written, arguments)?.ToClause() ?? Clause.Never,
            _ => FlagdComparisons.TryRead(this, op, arguments, written) ?? Unknown(op, written),
        };
        if (clause.Size <= MostConditions)
        {
            return clause;
        }

        Refuse(written, $"asks more than {MostConditions} conditions when every 'if' in them is written out");
        return Clause.Never;
    }

    public FlagdOperand? Operand(Written written)
    {
        written = Resolve(written);
        if (written.Node is not JsonObject)
        {
            return FlagdOperand.Of(written.Node);
        }

        if (Operation(written) is not ("var", var arguments))
        {
            return Refuse(written, "computes a value of its own where an attribute or a constant is expected");
        }

        if (arguments.Count is 0 or > 2 || !Scalars.TryText(arguments[0].Node, out var name) || name.Length == 0)
        {
            return Refuse(written, "reads the whole context, or a place in a list, and not an attribute by its name");
        }

        switch (name)
        {
            case "$flagd.flagKey":
                return FlagdOperand.Of(JsonValue.Create(flag));
            case "$flagd.timestamp":
                return new FlagdOperand(null, null, IsValue: false, IsTime: true);
        }

        var why = "that is a word of conditions";
        if (!s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase) && Keys.IsValid(name, out why))
        {
            return new FlagdOperand(name, null, IsValue: false, Fallback: arguments.Count == 2 ? arguments[1].Node : null);
        }

        written.Complain(ErrorCodes.ForeignName, $"The attribute '{Scalars.Cut(name)}' of flag '{flag}' cannot keep its name: {why}. Rename it there and where the context is made.");
        return null;
    }

    public FlagdOperand? Refuse(Written written, string why)
    {
        written.Complain(ErrorCodes.LogicOperands, $"The targeting of flag '{flag}' {why}. That has no equivalent: rewrite it, or put the result into an attribute of the evaluation context.");
        return null;
    }

    public Clause Unknown(string op, Written written)
    {
        written.Complain(ErrorCodes.LogicOperator, $"The operator '{Scalars.Cut(op)}' in the targeting of flag '{flag}' has no equivalent. Rewrite it, or put its result into an attribute of the evaluation context.");
        return Clause.Never;
    }

    private static bool IsTruthy(JsonNode? node) => node switch
    {
        null => false,
        JsonArray items => items.Count > 0,
        JsonObject => true,
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>().Length > 0,
            JsonValueKind.Number => Scalars.TryNumber(node, out var number) && number != 0,
            var kind => kind == JsonValueKind.True,
        },
    };

    private static Clause Truth(FlagdOperand operand)
    {
        if (operand.Attribute is not { } attribute)
        {
            return Clause.Of(operand.IsTime || IsTruthy(operand.Value));
        }

        var isTrue = Clause.All(Clause.Of(attribute, "exists", JsonValue.Create(true)), Clause.Not(Clause.Of(attribute, new JsonArray(false, 0, ""))));
        return IsTruthy(operand.Fallback) ? Clause.Any(isTrue, Clause.Of(attribute, "exists", JsonValue.Create(false))) : isTrue;
    }

    private Clause If(IReadOnlyList<Written> arguments)
    {
        var result = arguments.Count % 2 == 1 ? Condition(arguments[^1]) : Clause.Never;
        for (var i = (arguments.Count / 2) - 1; i >= 0; i--)
        {
            var condition = Condition(arguments[2 * i]);
            result = Clause.Any(Clause.All(condition, Condition(arguments[(2 * i) + 1])), Clause.All(Clause.Not(condition), result));
        }

        return result;
    }

    private IEnumerable<string> Names(IReadOnlyList<Written> arguments)
    {
        // The names may stand in a list of their own.
        var names = arguments is [{ Node: JsonArray } list] ? list.List("missing") : arguments;
        foreach (var written in names)
        {
            var asVariable = new Written(new JsonObject { ["var"] = written.Node?.DeepClone() }, written.Path, written.Problems);
            if (Operand(asVariable)?.Attribute is { } attribute)
            {
                yield return attribute;
            }
        }
    }

    // Something is missing when fewer are there than needed.
    private Clause MissingSome(Written written, IReadOnlyList<Written> arguments)
    {
        if (arguments.Count == 2 && Scalars.TryNumber(arguments[0].Node, out var needed))
        {
            var absent = Names([arguments[1]]).Select(static name => Clause.Of(name, "exists", JsonValue.Create(false))).ToArray();
            if (needed == 1)
            {
                return Clause.All(absent);
            }

            if (needed == absent.Length)
            {
                return Clause.Any(absent);
            }
        }

        Refuse(written, "asks with 'missing_some' for some of several attributes, neither one nor all");
        return Clause.Never;
    }
}
