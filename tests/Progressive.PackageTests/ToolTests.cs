using System.Text.Json;
using Xunit;

namespace Progressive.PackageTests;

/// <summary>The packed tool, installed as a user installs it, and run.</summary>
public sealed class ToolTests(InstalledTool tool) : IClassFixture<InstalledTool>
{
    private const string Definitions = """
        { "Plans": { "quick": { "Steps": [ "20% for 5s", "100%" ], "Guards": [ "error_rate < 20%" ] } }, "Flags": { "checkout": { "Rollout": "quick" } } }
        """;

    [Fact]
    public void It_installs() => Assert.True(tool.ExitCode == 0, tool.Output);

    [Fact]
    public async Task It_validates()
    {
        var good = await RunAsync("validate", tool.Write("good.json", Definitions));
        Assert.True(good is { ExitCode: 0, Output: var text } && text.Contains("1 file, 1 flag: no problems.", StringComparison.Ordinal), good.Output);
        var bad = await RunAsync("validate", tool.Write("bad.json", Definitions.Replace("quick\" }", "quik\" }", StringComparison.Ordinal)));
        Assert.True(bad is { ExitCode: 1, Output: var problem } && problem.Contains("error PRG0020", StringComparison.Ordinal), bad.Output);
    }

    [Fact]
    public async Task It_simulates()
    {
        var (exitCode, output) = await RunAsync("simulate", tool.Write("plan.json", Definitions), "--flag", "checkout", "--runs", "5", "--output", "json");
        Assert.True(exitCode == 0, output);
        using var json = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal("promoted", json.RootElement.GetProperty("endings")[0].GetProperty("ending").GetString());
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => DotnetCommand.RunAsync(tool.Program, arguments, TestContext.Current.CancellationToken);
}
