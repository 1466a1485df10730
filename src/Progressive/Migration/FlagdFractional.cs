using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>A <c>fractional</c>: results with weights, and what is hashed.</summary>
/// <param name="Results">Each result and its weight, in order; without those of weight zero.</param>
/// <param name="Keys">What is hashed, with what in front of it; the second where the first is missing. None: the result is the same for everybody.</param>
internal sealed record FlagdFractional(IReadOnlyList<(JsonNode? Result, Written Place, long Weight)> Results, IReadOnlyList<(string StickBy, string Salt)> Keys)
{
    private const string TargetingKey = "targetingKey";

    private long Whole => Results.Sum(static result => result.Weight);

    /// <returns>Null where something is wrong, which has been complained about.</returns>
    public static FlagdFractional? Read(FlagdLogic logic, Written written, IReadOnlyList<Written> arguments)
    {
        var before = written.Problems.Count;
        var keys = arguments.Count == 0 || arguments[0].Node is JsonArray ? [(TargetingKey, logic.Flag)] : ReadKeys(logic, arguments[0], written);
        var results = new List<(JsonNode?, Written, long)>();
        foreach (var entry in arguments.Skip(arguments.Count > 0 && arguments[0].Node is not JsonArray ? 1 : 0))
        {
            var parts = entry.Node is JsonArray ? entry.List("an entry of fractional") : [];
            if (parts.Count is 0 or > 2 || parts[0].Node is JsonArray or JsonObject || !TryWeight(parts, out var weight))
            {
                entry.Complain(
                    ErrorCodes.LogicFractional,
                    $"An entry of a fractional of flag '{logic.Flag}' is not a variant and a whole-number weight that are written there. What is computed has no equivalent: write an \"if\" around the fractional instead.");
            }
            else if (weight > 0)
            {
                results.Add((parts[0].Node, parts[0], weight));
            }
        }

        var read = new FlagdFractional(results, keys);
        if (read.Whole > RangeSplit.MostWeight)
        {
            written.Complain(ErrorCodes.LogicFractional, $"The weights of a fractional of flag '{logic.Flag}' make {read.Whole}, and {RangeSplit.MostWeight} are the most. flagd refuses them too; write smaller ones.");
        }

        return written.Problems.Count > before ? null : read;
    }

    /// <summary>As a condition: who gets a result that counts as true.</summary>
    public Clause ToClause()
    {
        var clauses = new List<Clause>();
        var begin = 0L;
        foreach (var (result, place, weight) in Results)
        {
            if (result is JsonValue value && (Scalars.TryText(value, out var text) ? text.Length > 0 : value.GetValueKind() == JsonValueKind.True || (Scalars.TryNumber(value, out var number) && number != 0)))
            {
                clauses.Add(Between(begin, begin + weight, place));
            }

            begin += weight;
        }

        return Clause.Any(clauses);
    }

    private Clause Between(long begin, long end, Written place)
    {
        var clauses = new List<Clause>();
        foreach (var (index, (stickBy, salt)) in Keys.Index())
        {
            var isThere = Clause.Of(stickBy, "exists", JsonValue.Create(true));
            var share = begin == 0 && end == Whole ? Clause.Always : Share(begin, end, stickBy, salt, place);
            var before = Keys.Take(index).Select(static key => Clause.Of(key.StickBy, "exists", JsonValue.Create(false)));
            clauses.Add(Clause.All([.. before, isThere, share]));
        }

        return Clause.Any(clauses);
    }

    // Ends of shares have four decimals; a boundary between two of them would put somebody on its other side.
    private Clause Share(long begin, long end, string stickBy, string salt, Written place)
    {
        if (begin * Assignment.Share.Whole % Whole != 0 || end * Assignment.Share.Whole % Whole != 0)
        {
            place.Complain(ErrorCodes.LogicFractional, $"A fractional stands in a condition, and {begin} to {end} of {Whole} is no percentage of four decimals. Write weights that make 100, or serve the variants by the fractional itself.");
            return Clause.Never;
        }

        return Clause.Of("share", new JsonObject
        {
            ["From"] = Percentage(begin),
            ["To"] = Percentage(end),
            ["StickBy"] = stickBy,
            ["Salt"] = salt,
        });
    }

    private string Percentage(long part) => Assignment.Share.FromPartsPerMillion((int)(part * Assignment.Share.Whole / Whole)).ToString();

    private static bool TryWeight(IReadOnlyList<Written> parts, out long weight)
    {
        weight = 1;
        if (parts.Count < 2 || parts[1].IsEmpty)
        {
            return true;
        }

        if (parts[1].Node!.GetValueKind() != JsonValueKind.Number || !Scalars.TryNumber(parts[1].Node, out var number) || number != Math.Floor(number) || number > RangeSplit.MostWeight)
        {
            return false;
        }

        weight = (long)Math.Max(0, number);
        return true;
    }

    private static List<(string, string)> ReadKeys(FlagdLogic logic, Written written, Written whole)
    {
        if (logic.Operation(written) is ("cat", var parts))
        {
            return ReadJoined(logic, written, parts);
        }

        // A constant is hashed like a key: everybody gets the same.
        return logic.Operand(written) switch
        {
            { Attribute: { } attribute, Fallback: null } when attribute.Equals(TargetingKey, StringComparison.OrdinalIgnoreCase) => [(TargetingKey, "")],
            { Attribute: { } attribute, Fallback: null } => [(attribute, ""), (TargetingKey, logic.Flag)],
            { IsNull: true } => [(TargetingKey, logic.Flag)],
            null => [],
            _ => Refuse(logic, whole),
        };
    }

    // Constants and then an attribute: what is hashed begins with the constants.
    private static List<(string, string)> ReadJoined(FlagdLogic logic, Written written, IReadOnlyList<Written> parts)
    {
        FlagdOperand?[] operands = [.. parts.Select(logic.Operand)];
        if (operands.Any(static operand => operand is null))
        {
            return [];
        }

        return operands is [.., { Attribute: { } attribute, Fallback: null }] && operands[..^1].All(static operand => operand is { Value: JsonValue })
            ? [(attribute, string.Concat(operands[..^1].Select(static operand => operand!.Text ?? operand.Value!.ToJsonString())))]
            : Refuse(logic, written);
    }

    private static List<(string, string)> Refuse(FlagdLogic logic, Written written)
    {
        written.Complain(
            ErrorCodes.LogicFractional,
            $"A fractional of flag '{logic.Flag}' hashes what has no equivalent. It can hash the targeting key, an attribute, or constants and then one of these: {{ \"cat\": [ {{ \"var\": \"$flagd.flagKey\" }}, {{ \"var\": \"email\" }} ] }}.");
        return [];
    }
}
