using System.Globalization;
using CsCheck;
using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Random conditions, written as JSON and asked of the engine, against an interpreter that is as slow and as plain as it can be.</summary>
public sealed class ConditionModelTests
{
    private static readonly string[] s_names = ["a", "b", "targetingKey"];
    private static readonly string[] s_texts = ["", "x", "xy", "yx", "5", "7.5", "true", "1.2.0", "10.0.0.1"];

    private static readonly Gen<string> s_text = Of(s_texts);

    private static readonly Gen<Node> s_attribute = Gen.Select(Of(s_names), Gen.OneOf<Test>(
        s_text.Array[1, 3].Select(static Test (texts) => new In(texts)),
        Of(s_texts[1..]).Select(static Test (text) => new Starts(text)),
        Of(s_texts[1..]).Select(static Test (text) => new Has(text)),
        Gen.Int[-1, 8].Select(static Test (bound) => new Above(bound)),
        Gen.Bool.Select(static Test (expected) => new Exists(expected)),
        s_text.Array[1, 2].Select(static Test (texts) => new Not(new In(texts)))).Array[1, 3], static Node (name, tests) => new Attribute(name, [.. tests.DistinctBy(static test => test.Name)]));

    private static readonly Gen<Node> s_leaf = Gen.Frequency(
        (6, s_attribute),
        (1, Gen.Int[0, 100].Select(static Node (percent) => new Part(percent))),
        (1, Of("inner", "outer").Select(static Node (name) => new InSegment(name))));

    private static readonly Gen<AttributeValue> s_value = Gen.OneOf(
        Gen.Const(default(AttributeValue)),
        s_text.Select(static text => (AttributeValue)text),
        Gen.Int[-1, 8].Select(static number => (AttributeValue)(long)number),
        Of(7.5, 5.0, double.NaN).Select(static number => (AttributeValue)number),
        Gen.Bool.Select(static truth => (AttributeValue)truth),
        s_text.Array[0, 3].Select(static texts => (AttributeValue)texts));

    private static readonly Gen<(string? Key, AttributeValue A, AttributeValue B)> s_who = Gen.Select(Of<string?>(null, "x", "5", "u-1", "u-2"), s_value, s_value);

    [Fact]
    public void The_engine_answers_as_the_interpreter_does() =>
        Gen.Select(Tree(4), Tree(2), Tree(2), s_who.Array[12]).Sample(
            (root, inner, outer, who) =>
            {
                // Segments of segments go one way, so that there is no cycle.
                var segments = new Dictionary<string, Node> { ["inner"] = Without(inner), ["outer"] = inner is Attribute ? Without(outer, "outer") : Without(outer) };
                var json = $"{{\"inner\":{{\"When\":{segments["inner"].Json()}}},\"outer\":{{\"When\":{segments["outer"].Json()},\"Exclude\":[\"u-2\"]}}}}";
                var condition = Read.Condition(root.Json(), json, salt: "s");
                foreach (var (key, a, b) in who)
                {
                    var context = new EvaluationContext(key) { ["a"] = a, ["b"] = b };
                    var model = new World(key, a, b, segments);
                    Assert.True(root.Holds(model) == condition.Matches(new Asker(FlagSnapshot.Empty, context)), $"{root.Json()} with {json} of '{key}', '{a}', '{b}'");
                }
            },
            iter: 3_000);

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Node> Tree(int depth) => depth == 0
        ? s_leaf
        : Gen.Frequency(
            (3, s_leaf),
            (1, Tree(depth - 1).Array[1, 3].Select(static Node (nodes) => new Any(nodes))),
            (1, Tree(depth - 1).Array[1, 3].Select(static Node (nodes) => new All(nodes))),
            (1, Tree(depth - 1).Select(static Node (node) => new Negation(node))));

    private static Node Without(Node node, params string[] names) => node switch
    {
        InSegment { Name: "inner" } when names is ["outer"] => node,
        InSegment => new Part(50),
        Any any => new Any([.. any.Nodes.Select(inner => Without(inner, names))]),
        All all => new All([.. all.Nodes.Select(inner => Without(inner, names))]),
        Negation negation => new Negation(Without(negation.Inner, names)),
        _ => node,
    };

    private static string Quoted(string text) => $"\"{text}\"";

    private static string List(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(Quoted))}]";

    private sealed record World(string? Key, AttributeValue A, AttributeValue B, Dictionary<string, Node> Segments)
    {
        /// <summary>What shares are drawn with: the flag's, and inside a segment the segment's.</summary>
        public string Salt { get; init; } = "s";

        public AttributeValue this[string name] => name switch { "a" => A, "b" => B, _ => Key };
    }

    private abstract record Node
    {
        public abstract string Json();

        public abstract bool Holds(World world);
    }

    private sealed record Any(Node[] Nodes) : Node
    {
        public override string Json() => $"{{\"any\":[{string.Join(',', Nodes.Select(static node => node.Json()))}]}}";

        public override bool Holds(World world) => Nodes.Any(node => node.Holds(world));
    }

    private sealed record All(Node[] Nodes) : Node
    {
        public override string Json() => $"{{\"all\":[{string.Join(',', Nodes.Select(static node => node.Json()))}]}}";

        public override bool Holds(World world) => Nodes.All(node => node.Holds(world));
    }

    private sealed record Negation(Node Inner) : Node
    {
        public override string Json() => $"{{\"not\":{Inner.Json()}}}";

        public override bool Holds(World world) => !Inner.Holds(world);
    }

    private sealed record InSegment(string Name) : Node
    {
        public override string Json() => $"{{\"segment\":\"{Name}\"}}";

        public override bool Holds(World world) => !(Name == "outer" && world.Key == "u-2") && world.Segments[Name].Holds(world with { Salt = Name });
    }

    private sealed record Part(int Percent) : Node
    {
        public override string Json() => $"{{\"share\":\"{Percent}%\"}}";

        public override bool Holds(World world) =>
            world.Key is { } key && Bucket.Of(new BucketHash("rollout", world.Salt).Compute(key)) < Percent * 10_000;
    }

    private sealed record Attribute(string Name, Test[] Tests) : Node
    {
        public override string Json() => $"{{\"{Name}\":{{{string.Join(',', Tests.Select(static test => test.Json()))}}}}}";

        public override bool Holds(World world)
        {
            var value = world[Name];
            if (value.Kind != AttributeKind.List)
            {
                return Tests.All(test => test.Holds(value));
            }

            string[] texts = [.. value.List];
            var one = Tests.Where(static test => test is not Not and not Exists).ToArray();
            return Tests.All(test => test switch
                {
                    Not not => !texts.Any(text => not.Inner.Holds(text)),
                    Exists exists => exists.Expected,
                    _ => true,
                })
                && (one.Length == 0 || texts.Any(text => one.All(test => test.Holds(text))));
        }
    }

    private abstract record Test(string Name)
    {
        public abstract string Json();

        public abstract bool Holds(AttributeValue value);
    }

    private sealed record In(string[] Texts) : Test("in")
    {
        public override string Json() => $"\"in\":{List(Texts)}";

        public override bool Holds(AttributeValue value) => Texts.Any(text => value.Kind switch
        {
            AttributeKind.Absent => false,
            AttributeKind.Text => value.ToString() == text || (text == "true" && value.ToString().Equals("true", StringComparison.OrdinalIgnoreCase)),
            AttributeKind.Boolean => text == "true" && value.ToString() == "true",
            _ => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var actual)
                && number == actual,
        });
    }

    private sealed record Starts(string Text) : Test("startsWith")
    {
        public override string Json() => $"\"startsWith\":\"{Text}\"";

        public override bool Holds(AttributeValue value) => value.Kind != AttributeKind.Absent && value.ToString().StartsWith(Text, StringComparison.Ordinal);
    }

    private sealed record Has(string Text) : Test("contains")
    {
        public override string Json() => $"\"contains\":\"{Text}\"";

        public override bool Holds(AttributeValue value) => value.Kind != AttributeKind.Absent && value.ToString().Contains(Text, StringComparison.Ordinal);
    }

    private sealed record Above(int Bound) : Test(">")
    {
        public override string Json() => string.Create(CultureInfo.InvariantCulture, $"\">\":{Bound}");

        public override bool Holds(AttributeValue value) => value.Kind is AttributeKind.Text or AttributeKind.Number or AttributeKind.Whole
            && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > Bound;
    }

    private sealed record Exists(bool Expected) : Test("exists")
    {
        public override string Json() => $"\"exists\":{(Expected ? "true" : "false")}";

        public override bool Holds(AttributeValue value) => value.Kind != AttributeKind.Absent == Expected;
    }

    private sealed record Not(In Inner) : Test("not")
    {
        public override string Json() => $"\"not\":{{{Inner.Json()}}}";

        public override bool Holds(AttributeValue value) => value.Kind != AttributeKind.Absent && !Inner.Holds(value);
    }
}
