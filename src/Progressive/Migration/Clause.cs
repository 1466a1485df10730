using System.Text.Json.Nodes;

namespace Progressive.Migration;

/// <summary>A condition of another product on its way to ours. What is always or never true is folded away, because our conditions cannot say it.</summary>
internal abstract record Clause
{
    public static Clause Always { get; } = new Constant(true);

    public static Clause Never { get; } = new Constant(false);

    public static Clause Of(bool value) => value ? Always : Never;

    /// <summary>How many conditions it is when it is written out.</summary>
    public virtual int Size => 1;

    /// <param name="member">An attribute, or <c>share</c> or <c>schedule</c>.</param>
    /// <param name="test">What our format writes behind it.</param>
    public static Clause Of(string member, JsonNode test) => new Match(member, test);

    public static Clause Of(string attribute, string @operator, JsonNode operand) => new Match(attribute, new JsonObject { [@operator] = operand });

    public static Clause All(params IEnumerable<Clause> parts) => Combine(parts, neutral: true, static kept => new Every(kept), static part => (part as Every)?.Parts);

    public static Clause Any(params IEnumerable<Clause> parts) => Combine(parts, neutral: false, static kept => new Some(kept), static part => (part as Some)?.Parts);

    public static Clause Not(Clause clause) => clause switch
    {
        Constant constant => Of(!constant.Value),
        Negation negation => negation.Negated,
        _ => new Negation(clause),
    };

    /// <summary>The <c>When</c> of our format; null for everybody.</summary>
    /// <exception cref="InvalidOperationException">It is never true, which no <c>When</c> says: the rule has to be left out.</exception>
    public JsonObject? ToWhen() => this switch
    {
        Constant { Value: true } => null,
        Constant => throw new InvalidOperationException("What is never true has no conditions."),
        Every every => Merge([.. every.Parts.Select(static part => part.ToWhen()!)]),
        Some some => new JsonObject { ["any"] = List(some.Parts) },
        Negation negation => new JsonObject { ["not"] = negation.Negated.ToWhen() },
        Match match => new JsonObject { [match.Member] = match.Test.DeepClone() },
        _ => throw new InvalidOperationException($"{GetType()} is no clause."),
    };

    // Members of one object are all required; a name can stand in it once.
    private static JsonObject Merge(JsonObject[] parts)
    {
        var names = parts.SelectMany(static part => part.Select(static member => member.Key));
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < parts.Length)
        {
            return new JsonObject { ["all"] = new JsonArray([.. parts]) };
        }

        var merged = new JsonObject();
        foreach (var (name, test) in parts.SelectMany(static part => part))
        {
            merged.Add(name, test?.DeepClone());
        }

        return merged;
    }

    private static JsonArray List(IReadOnlyList<Clause> parts) => [.. parts.Select(static part => part.ToWhen())];

    private static Clause Combine(IEnumerable<Clause> parts, bool neutral, Func<IReadOnlyList<Clause>, Clause> combine, Func<Clause, IReadOnlyList<Clause>?> same)
    {
        var kept = new List<Clause>();
        foreach (var part in parts)
        {
            if (part is Constant constant)
            {
                if (constant.Value != neutral)
                {
                    return part;
                }
            }
            else
            {
                kept.AddRange(same(part) ?? [part]);
            }
        }

        return kept.Count switch { 0 => Of(neutral), 1 => kept[0], _ => combine(kept) };
    }

    private sealed record Constant(bool Value) : Clause;

    private sealed record Match(string Member, JsonNode Test) : Clause;

    private static int SizeOf(IReadOnlyList<Clause> parts) => (int)Math.Min(int.MaxValue, parts.Sum(static part => (long)part.Size));

    private sealed record Every(IReadOnlyList<Clause> Parts) : Clause
    {
        public override int Size { get; } = SizeOf(Parts);
    }

    private sealed record Some(IReadOnlyList<Clause> Parts) : Clause
    {
        public override int Size { get; } = SizeOf(Parts);
    }

    private sealed record Negation(Clause Negated) : Clause
    {
        public override int Size => Negated.Size;
    }
}
