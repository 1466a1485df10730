using System.Text.Json;
using System.Xml.Linq;

namespace Progressive.Cli.Tests;

public sealed class SimulateTests
{
    private const string Flag = "simulate shop.json --flag checkout --rps 40 --seed 3";
    private const string Small = Flag + " --runs 20";

    public SimulateTests() => ToolRun.UseDefinitions();

    [Theory]
    [InlineData(Small, "simulate-healthy.txt")]
    [InlineData(Small + " --candidate 'error_rate=6%,latency=lognormal(90ms,0.5)' --for 2m", "simulate-bad.txt")]
    [InlineData(Small + " --output json", "simulate-healthy.json")]
    public async Task What_is_printed_is_what_was_agreed(string commandLine, string golden)
    {
        var run = await ToolRun.OfAsync(commandLine);
        Assert.Equal((0, "Simulating the rollout of 'checkout' ...\n"), (run.ExitCode, run.Error));
        ToolRun.AssertGolden(golden, run.Output);
    }

    [Fact]
    public async Task Json_has_the_members_of_the_reference_page()
    {
        var run = await ToolRun.OfAsync(Flag + " --runs 2 -o json");
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ["flag", "plan", "runs", "seed", "rps", "stable", "candidate", "steps", "endings", "falseRollback", "faults", "weights", "assumptions", "warnings", "simulatedCalls"],
            json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Colour_is_only_for_terminals()
    {
        var commandLine = Flag + " --runs 1 --for 5s";
        Assert.DoesNotContain('\e', (await ToolRun.OfAsync(commandLine)).Output);
        Assert.Contains("\e[36m", (await ToolRun.OfAsync(commandLine, hasColor: true)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_is_one_whole_file()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "weights.svg");
        var run = await ToolRun.OfAsync($"{Flag} --runs 3 --for 1m --svg '{path}'");
        Assert.Equal(0, run.ExitCode);
        var svg = XDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToArray();
        Assert.Contains("candidate's share of calls", texts);
        Assert.Contains("time since the start of the rollout", texts);
        Assert.Contains("100%", texts);
        Assert.Contains("Simulated rollout of checkout, plan 'quick'", texts);
        Assert.Contains("prefers-color-scheme: dark", svg.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "image" or "script" or "link");
        Assert.Single(svg.Descendants(), e => (string?)e.Attribute("class") == "median" && e.Name.LocalName == "path");
    }

    [Theory]
    [InlineData("simulate shop.json", "PRG0500: Option '--flag' is required.")]
    [InlineData("simulate", "PRG0500: Required argument missing")]
    [InlineData("frobnicate", "PRG0500: ")]
    [InlineData("", "PRG0500: ")]
    [InlineData("simulate shop.json --flag chekout", "PRG0502: There is no flag 'chekout' in the files. Flags with a rollout: checkout.")]
    [InlineData("simulate shop.json --flag beta", "PRG0503: Flag 'beta' has no rollout to simulate. Flags with a rollout: checkout.")]
    [InlineData("simulate nowhere.json --flag beta", "PRG0501: 'nowhere.json' cannot be read: ")]
    [InlineData("simulate mistakes.json --flag checkout", "PRG0504: The definitions have problems")]
    [InlineData("simulate shop.json --flag checkout --rps 0", "PRG0500: --rps '0': write a number above 0")]
    [InlineData("simulate shop.json --flag checkout --rps 1,5", "PRG0500: --rps '1,5': write a number above 0")]
    [InlineData("simulate shop.json --flag checkout --runs 0", "PRG0500: --runs '0': write a whole number")]
    [InlineData("simulate shop.json --flag checkout --seed -1", "PRG0500: --seed '-1': write a whole number")]
    [InlineData("simulate shop.json --flag checkout --for 5x", "PRG0500: --for '5x': write a duration like 90s")]
    [InlineData("simulate shop.json --flag checkout --start noon", "PRG0500: --start 'noon': write a time like")]
    [InlineData("simulate shop.json --flag checkout --alpha 0.7", "PRG0331: The simulation cannot be made: Alpha")]
    [InlineData("simulate shop.json --flag checkout --stable latency=slow(1s)", "PRG0500: --stable: PRG0330: 'latency=slow(1s)': column 9: unknown distribution 'slow'")]
    [InlineData("simulate shop.json --flag checkout --candidate error_rate=5", "PRG0500: --candidate: PRG0330: 'error_rate=5': column 12: ")]
    [InlineData("simulate shop.json --flag checkout --output xml", "PRG0500: Argument 'xml' not recognized")]
    [InlineData("simulate shop.json --flag checkout --runs 1 --for 1s --svg nowhere/a.svg", "PRG0505: 'nowhere/a.svg' cannot be written: ")]
    public async Task A_wrong_command_line_is_told_on_the_error_stream(string commandLine, string expected)
    {
        var run = await ToolRun.OfAsync(commandLine);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }
}
