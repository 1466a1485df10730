using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>A node of the merged definitions, with its place and the list of what is wrong. Every reader returns a default and goes on after an error.</summary>
internal readonly struct Written(JsonNode? node, DefinitionPath path, ProblemList problems)
{
    public JsonNode? Node { get; } = node;

    public DefinitionPath Path { get; } = path;

    public ProblemList Problems { get; } = problems;

    /// <summary>Nothing written, <c>null</c>, or what configuration makes of <c>{}</c>: the default holds.</summary>
    public bool IsEmpty => Node is null;

    public Written At(string name, JsonNode? member) => new(member, Path.At(name), Problems);

    public void Complain(string code, string message) => Problems.Add(code, Path, message);

    public void Complain((string Code, string Message) problem) => Complain(problem.Code, problem.Message);

    /// <summary>For a message that already begins with its id, as those of the grammars do.</summary>
    public void ComplainInFull(string message)
    {
        var end = message.IndexOf(": ", StringComparison.Ordinal);
        Complain(message[..end], message[(end + 2)..]);
    }

    public string? Text(string what)
    {
        if (Scalars.TryText(Node, out var text))
        {
            return text;
        }

        if (IsEmpty)
        {
            return null;
        }

        Complain(ErrorCodes.WrongKind, $"{what} is a text, but this is {Scalars.Show(Node)}. Put it in quotes.");
        return null;
    }

    public bool Boolean(string what, bool fallback)
    {
        if (IsEmpty || Scalars.TryBoolean(Node, out fallback))
        {
            return fallback;
        }

        Complain(ErrorCodes.WrongKind, $"{what} is true or false, but this is {Scalars.Show(Node)}.");
        return false;
    }

    /// <summary>A list, which configuration writes as an object with the members 0, 1, 2 and the empty list as an empty text.</summary>
    public IReadOnlyList<Written> List(string what)
    {
        switch (Node)
        {
            case null:
                return [];
            case JsonArray items:
                var self = this;
                return [.. items.Select((item, index) => self.At(index.ToString(CultureInfo.InvariantCulture), item))];
            case JsonObject members when TryPositions(members, out var ordered):
                return ordered;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String && scalar.GetValue<string>().Length == 0:
                return [];
            default:
                Complain(ErrorCodes.WrongKind, $"{what} is a list, but this is {Scalars.Show(Node)}. Write [ … ].");
                return [];
        }
    }

    public IReadOnlyList<string> Texts(string what)
    {
        var texts = new List<string>();
        foreach (var item in List(what))
        {
            if (item.Text($"Each of {what}") is { Length: > 0 } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>The members of an object; none where there is something else, which is then complained about.</summary>
    public IEnumerable<Written> Members(string what)
    {
        if (Node is JsonObject members)
        {
            return Enumerate(members);
        }

        // An empty list of configuration cannot be told from an empty text; either empties.
        if (!IsEmpty && !(Scalars.TryText(Node, out var text) && text.Length == 0) && Node is not JsonArray { Count: 0 })
        {
            Complain(ErrorCodes.WrongKind, $"{what} is an object, but this is {Scalars.Show(Node)}. Write {{ … }}.");
        }

        return [];
    }

    /// <summary>The same, with every list a list again that configuration has made an object with the members 0, 1, 2.</summary>
    public Written WithLists() => new(WithLists(Node), Path, Problems);

    private static JsonNode? WithLists(JsonNode? node)
    {
        if (node is not JsonObject members)
        {
            return node?.DeepClone();
        }

        if (members.Count > 0 && Enumerable.Range(0, members.Count).All(i => members.ContainsKey(i.ToString(CultureInfo.InvariantCulture))))
        {
            return new JsonArray([.. Enumerable.Range(0, members.Count).Select(i => WithLists(members[i.ToString(CultureInfo.InvariantCulture)]))]);
        }

        var copy = JsonNames.NewObject();
        foreach (var (name, member) in members)
        {
            copy.Add(name, WithLists(member));
        }

        return copy;
    }

    private IEnumerable<Written> Enumerate(JsonObject members)
    {
        foreach (var (name, member) in members)
        {
            yield return At(name, member);
        }
    }

    private bool TryPositions(JsonObject members, out Written[] ordered)
    {
        ordered = [];
        var positions = new List<(int Position, Written Item)>(members.Count);
        foreach (var (name, member) in members)
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return false;
            }

            positions.Add((position, At(name, member)));
        }

        ordered = [.. positions.OrderBy(p => p.Position).Select(p => p.Item)];
        return ordered.Length > 0;
    }
}
