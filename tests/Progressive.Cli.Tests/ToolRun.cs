using System.Text;

namespace Progressive.Cli.Tests;

/// <summary>The tool in this process, through its one entry, with streams of its own.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Definitions");

    public static async Task<ToolRun> OfAsync(string commandLine, string input = "", bool hasColor = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole(output, error, () => new MemoryStream(Encoding.UTF8.GetBytes(input)), hasColor);
        var code = await Tool.RunAsync(Split(commandLine), console, TestContext.Current.CancellationToken);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Words between spaces; a part in single quotes is one word.</summary>
    public static string[] Split(string commandLine) =>
        [.. commandLine.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Definitions are named as a user would name them, so that what is printed is the same everywhere.</summary>
    public static void UseDefinitions()
    {
        {
            Directory.SetCurrentDirectory(Path.Combine(AppContext.BaseDirectory, "Definitions"));
        }
    }

    public static void AssertGolden(string name, string actual) =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), actual);
}
