using System.Text;

namespace Progressive.SourceGeneration;

/// <summary>
/// Writes one member. A call is a loop of at most two rounds: the chosen implementation, and stable where it answers a failure. The exception filter
/// records and, unless stable answers, lets the exception pass as if nobody had looked.
/// </summary>
internal static class MemberWriter
{
    private const string Indent = "        ";

    public static void Write(StringBuilder text, string service, MemberModel member)
    {
        foreach (var line in Lines(service, member))
        {
            text.Append(line.Length == 0 ? "" : Indent).Append(line).Append('\n');
        }
    }

    private static IEnumerable<string> Lines(string service, MemberModel member)
    {
        if (member.IsObsolete)
        {
            yield return "[global::System.Obsolete]";
        }

        yield return Declaration(member);
        foreach (var line in member.Kind switch
        {
            MemberKind.Property or MemberKind.Indexer => Property(service, member),
            MemberKind.Disposal => Disposal(member),
            MemberKind.Method => Method(service, member),
            MemberKind.AsyncMethod => Watched(service, member, "Begin", "ServiceCall", "WatchAsync"),
            _ => Watched(service, member, "BeginStream", "StreamCall", "Watch"),
        })
        {
            yield return line;
        }
    }

    private static string Declaration(MemberModel member)
    {
        var head = $"{member.ReturnType} {member.DeclaredBy}.{member.Name}{member.TypeParameters}";
        var parameters = string.Join(", ", member.Parameters.Select(static parameter => parameter.Declared));
        return member.Kind switch
        {
            MemberKind.Property => head,
            MemberKind.Indexer => $"{head}[{parameters}]",
            _ => $"{head}({parameters}){member.Constraints}",
        };
    }

    private static IEnumerable<string> Property(string service, MemberModel member) =>
    [
        "{",
        $"    get {{ return {Use("_routed.Chosen", service, member)}; }}",
        "}",
    ];

    private static IEnumerable<string> Disposal(MemberModel member) =>
    [
        "{",
        .. member.ReturnType == "void" ? [] : (string[])["    return default;"],
        "}",
    ];

    private static IEnumerable<string> Method(string service, MemberModel member)
    {
        var call = Local("call", member);
        var result = Local("result", member);
        var returns = member.ReturnType != "void";
        return
        [
            "{",
            $"    var {call} = _routed.Begin({Boolean(member.IsReplayable)});",
            "    while (true)",
            "    {",
            "        try",
            "        {",
            $"            {(returns ? $"var {result} = " : "")}{Use($"{call}.Target", service, member)};",
            $"            {call}.Succeeded();",
            returns ? $"            return {result};" : "            return;",
            "        }",
            .. Filter(call, member),
            "    }",
            "}",
        ];
    }

    private static IEnumerable<string> Watched(string service, MemberModel member, string begin, string type, string watch)
    {
        var call = Local("call", member);
        var work = Local("work", member);
        var replay = Local("Replay", member);
        var target = Local("target", member);
        var isTask = member.Kind == MemberKind.AsyncMethod;
        var token = Token(member);
        var otherwise = $"{call}.{watch}({work}, {token})";
        var kept = string.Join("", member.Parameters.Select(static parameter => $", {parameter.Name}"));
        var keeping = string.Join("", member.Parameters.Select(static parameter => $", {parameter.Kept}"));
        return
        [
            "{",
            $"    var {call} = _routed.{begin}({Boolean(member.IsReplayable)});",
            "    while (true)",
            "    {",
            "        try",
            "        {",
            $"            var {work} = {Use($"{call}.Target", service, member)};",
            .. isTask ? (string[])[$"            if ({call}.Ended({work})) return {work};"] : [],
            member.IsReplayable
                ? $"            return {call}.CanFallBack ? {replay}({call}, {work}{kept}) : {otherwise};"
                : $"            return {otherwise};",
            "        }",
            .. Filter(call, member),
            "    }",
            .. member.IsReplayable
                ? (string[])
                [
                    "",
                    $"    static {member.ReturnType} {replay}(global::Progressive.Variants.{type}<{service}> {call}, {member.ReturnType} {work}{keeping})",
                    "    {",
                    $"        return {call}.{watch}({work}, {token}, {target} => {Use(target, service, member)});",
                    "    }",
                ]
                : [],
            "}",
        ];
    }

    private static string[] Filter(string call, MemberModel member)
    {
        var exception = Local("exception", member);
        return
        [
            $"        catch (global::System.Exception {exception}) when ({call}.Failed({exception}, {Token(member)}))",
            "        {",
            "        }",
        ];
    }

    private static string Use(string target, string service, MemberModel member)
    {
        var owner = member.DeclaredBy == service ? target : $"(({member.DeclaredBy}){target})";
        var arguments = string.Join(", ", member.Parameters.Select(static parameter => parameter.Passed));
        return member.Kind switch
        {
            MemberKind.Property => $"{owner}.{member.Name}",
            MemberKind.Indexer => $"{owner}[{arguments}]",
            _ => $"{owner}.{member.Name}{member.TypeParameters}({arguments})",
        };
    }

    private static string Token(MemberModel member) => member.Token ?? "default";

    private static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>A local that no parameter is called by.</summary>
    private static string Local(string name, MemberModel member)
    {
        while (member.Parameters.Any(parameter => parameter.Name == name) || member.TypeParameters.Contains(name))
        {
            name = "_" + name;
        }

        return name;
    }
}
