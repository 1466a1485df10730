using System.CommandLine;

namespace Progressive.Cli.Commands;

/// <summary><c>--output table|json</c>, the same for every command.</summary>
internal static class OutputOption
{
    private const string Json = "json";

    public static Option<string> Create()
    {
        var option = new Option<string>("--output", "-o") { Description = "table for people, json for programs.", DefaultValueFactory = static _ => "table", HelpName = "table|json" };
        option.AcceptOnlyFromAmong("table", Json);
        return option;
    }

    public static bool IsJson(ParseResult parsed, Option<string> option) => parsed.GetValue(option) == Json;
}
