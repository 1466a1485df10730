using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>A targeting rule as rules of ours: each leaf of its decisions is a rule, and what comes first wins in both.</summary>
internal sealed class FlagdRules(string flag, FlagdVariants variants, FlagdLogic logic)
{
    private bool _isClosed;

    public JsonArray Rules { get; } = [];

    public bool UsesHash { get; private set; }

    public void Add(Written targeting) => Add(targeting, Clause.Always);

    // Whatever gets here under the guard is answered: who falls through has failed the guard.
    private void Add(Written written, Clause guard)
    {
        written = logic.Resolve(written);
        if (guard == Clause.Never)
        {
            return;
        }

        if (written.Node is not JsonObject)
        {
            Serve(guard, written.Node, written);
            return;
        }

        if (logic.Operation(written) is not var (op, arguments))
        {
            logic.Refuse(written, "has an object with several members where one operator is expected");
            return;
        }

        switch (op)
        {
            case "if" or "?:":
                for (var i = 0; i + 1 < arguments.Count; i += 2)
                {
                    Add(arguments[i + 1], Clause.All(guard, logic.Condition(arguments[i])));
                }

                if (arguments.Count % 2 == 1)
                {
                    Add(arguments[^1], guard);
                }
                else
                {
                    Rule(guard, variants.Default);
                }

                break;
            case "fractional":
                AddFractional(FlagdFractional.Read(logic, written, arguments), guard);
                break;
            case "var":
                AddNamed(written, guard);
                break;
            case "starts_with" or "ends_with" or "sem_ver":
                AddTruth(written, guard, nullWhereMissing: arguments.Count > 0 ? logic.Operand(arguments[0])?.Attribute : null);
                break;
            case var _ when logic.IsTruthValue(written):
                AddTruth(written, guard, nullWhereMissing: null);
                break;
            default:
                logic.Unknown(op, written);
                break;
        }
    }

    private void AddFractional(FlagdFractional? fractional, Clause guard)
    {
        if (fractional is null)
        {
            return;
        }

        var served = new JsonArray();
        foreach (var (result, place, weight) in fractional.Results)
        {
            if (Name(result, place) is { } name)
            {
                served.Add((JsonNode)new JsonObject { [name] = weight });
            }
        }

        if (served.Count > 0)
        {
            foreach (var (stickBy, salt) in fractional.Keys)
            {
                UsesHash = true;
                Add(Clause.All(guard, Clause.Of(stickBy, "exists", JsonValue.Create(true))), new JsonObject { ["Serve"] = served.DeepClone(), ["StickBy"] = stickBy, ["Salt"] = salt });
            }
        }

        // Without a key, and without weights, theirs is null.
        Rule(guard, variants.Default);
    }

    // The attribute names the variant.
    private void AddNamed(Written written, Clause guard)
    {
        if (logic.Operand(written) is not { } operand)
        {
            return;
        }

        if (operand.Attribute is not { } attribute || operand.Fallback is not null)
        {
            logic.Refuse(written, "names its variant by what is no plain attribute");
            return;
        }

        foreach (var name in variants.Names)
        {
            Rule(Clause.All(guard, Clause.Of(attribute, JsonValue.Create(name))), name);
        }

        // It names none: theirs is an error, and the code's default answers.
        Rule(Clause.All(guard, Clause.Of(attribute, "exists", JsonValue.Create(true))), variants.None);
        Rule(guard, variants.Default);
    }

    // The variants are called "true" and "false".
    private void AddTruth(Written written, Clause guard, string? nullWhereMissing)
    {
        Serve(Clause.All(guard, logic.Condition(written)), JsonValue.Create(true), written);
        if (nullWhereMissing is null)
        {
            Serve(guard, JsonValue.Create(false), written);
            return;
        }

        Serve(Clause.All(guard, Clause.Of(nullWhereMissing, "exists", JsonValue.Create(true))), JsonValue.Create(false), written);
        Rule(guard, variants.Default);
    }

    private void Serve(Clause guard, JsonNode? result, Written place)
    {
        if (Name(result, place) is { } name)
        {
            Rule(guard, name);
        }
    }

    private string? Name(JsonNode? result, Written place)
    {
        if (result is null)
        {
            return variants.Default;
        }

        var name = result.GetValueKind() switch
        {
            JsonValueKind.String => result.GetValue<string>(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        if (name is not null && variants.Has(name))
        {
            return name;
        }

        place.Complain(ErrorCodes.LogicResult, $"The targeting of flag '{flag}' gives {Scalars.Show(result)}, which is none of its variants: {string.Join(", ", variants.Names)}. Correct the one or add the other.");
        return null;
    }

    private void Rule(Clause clause, string variant)
    {
        // Everybody's default is said by the flag itself.
        if (clause == Clause.Always && variant == variants.Default)
        {
            _isClosed = true;
        }
        else
        {
            Add(clause, new JsonObject { ["Serve"] = variant });
        }
    }

    private void Add(Clause clause, JsonObject rule)
    {
        if (_isClosed || clause == Clause.Never)
        {
            return;
        }

        UsesHash |= clause.ToWhen() is { } when && when.ToJsonString().Contains("\"share\":", StringComparison.Ordinal);
        if (clause.ToWhen() is { } conditions)
        {
            var serve = rule;
            rule = new JsonObject { ["When"] = conditions };
            foreach (var (name, member) in serve.ToArray())
            {
                serve.Remove(name);
                rule[name] = member;
            }
        }
        else
        {
            _isClosed = true;
        }

        Rules.Add((JsonNode)rule);
    }
}
