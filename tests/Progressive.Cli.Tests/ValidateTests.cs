using System.Text.Json;

namespace Progressive.Cli.Tests;

public sealed class ValidateTests
{
    public ValidateTests() => ToolRun.UseDefinitions();

    [Fact]
    public async Task Good_files_are_silent_on_the_output()
    {
        var run = await ToolRun.OfAsync("validate shop.json");
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            """
            assumed: Flag 'checkout': code is assumed to declare stable, candidate.
            assumed: Flag 'layout': code is assumed to declare legacy, grid.
            1 file, 3 flags: no problems.

            """,
            run.Error);
    }

    [Theory]
    [InlineData("validate mistakes.json", "validate-mistakes.txt")]
    [InlineData("validate broken.json", "validate-broken.txt")]
    [InlineData("validate shop.json appsettings.json", "validate-settings.txt")]
    [InlineData("validate appsettings.json shop.json", "validate-settings-first.txt")]
    [InlineData("validate mistakes.json -o json", "validate-mistakes.json")]
    [InlineData("validate shop.json --output json", "validate-shop.json")]
    public async Task What_is_printed_is_what_was_agreed(string commandLine, string golden)
    {
        var run = await ToolRun.OfAsync(commandLine);
        ToolRun.AssertGolden(golden, run.Output);
        Assert.Equal(golden.Contains("shop", StringComparison.Ordinal) ? 0 : 1, run.ExitCode);
    }

    [Fact]
    public async Task Columns_count_characters_and_not_bytes()
    {
        var run = await ToolRun.OfAsync("validate broken.json");
        var line = (await File.ReadAllLinesAsync("broken.json", TestContext.Current.CancellationToken))[1];

        // The reader notices at the character that makes "tru" no literal.
        Assert.StartsWith($"broken.json(2,{line.IndexOf("tru", StringComparison.Ordinal) + 4}): error PRG0004: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_problem_has_the_place_of_what_it_names()
    {
        var run = await ToolRun.OfAsync("validate mistakes.json -o json");
        using var json = JsonDocument.Parse(run.Output);
        var lines = await File.ReadAllLinesAsync("mistakes.json", TestContext.Current.CancellationToken);
        foreach (var problem in json.RootElement.GetProperty("problems").EnumerateArray())
        {
            var name = problem.GetProperty("path").GetString()!.Split(':')[^1];
            var at = lines[problem.GetProperty("line").GetInt32() - 1][(problem.GetProperty("column").GetInt32() - 1)..];
            Assert.True(name.Length == 0 || char.IsAsciiDigit(name[0]) ? at[0] == '"' : at.StartsWith($"\"{name}\"", StringComparison.Ordinal), $"{problem}: {at}");
        }
    }

    [Fact]
    public async Task Standard_input_is_a_file_like_any_other()
    {
        var run = await ToolRun.OfAsync("validate shop.json -", input: """{ "Flags": { "beta": "25" } }""");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("stdin(1,14): error PRG0031: Flag 'beta' is '25'.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_file_mends_an_earlier_one()
    {
        var run = await ToolRun.OfAsync("validate appsettings.json -", input: """
            { "Plans": { "quick": { "Steps": [ "100%" ], "Guards": [] } }, "Flags": { "shop": { "Enabled": true } } }
            """);
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_plan_in_a_file_that_cannot_be_read_is_not_missed()
    {
        var run = await ToolRun.OfAsync("validate broken.json -", input: """{ "Flags": { "checkout": { "Rollout": "standard" }, "b": 1 } }""");
        Assert.Contains("broken.json(2,", run.Output, StringComparison.Ordinal);
        Assert.Contains("stdin(1,53): error PRG0031", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PRG0020", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Progressive": { "Flags": { "a": 3 } } }""", "stdin(1,31): error PRG0031")]
    [InlineData("""{ "Logging": {}, "Progressive:Flags:a:Enabled": "perhaps" }""", "stdin(1,18): error PRG0009")]
    [InlineData("""{ "Logging": {}, "Progressive": { "Flags": { "a": { "Tags": 5 } } } }""", "error PRG0009: Tags is a list")]
    [InlineData("[ 1 ]", "stdin(1,1): error PRG0004")]
    [InlineData("", "stdin(1,1): error PRG0004")]
    [InlineData("""{ "Flags": { "a": { "Default": "candidat", "Rollout": { "Steps": [ "100%" ] }, "Owner": 7 } } }""", "stdin(1,80): error PRG0009")]
    public async Task Every_form_of_file_is_read_as_the_application_reads_it(string input, string expected)
    {
        var run = await ToolRun.OfAsync("validate -", input);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_in_what_only_code_can_have_is_asked_about()
    {
        var run = await ToolRun.OfAsync("validate -", """{ "Flags": { "a": { "Rollout": { "Steps": [ "100%" ] }, "Rules": [ { "When": { "x": "y" }, "Serve": "candidat" } ] } } }""");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("code is assumed to declare stable, candidate, candidat. Is 'candidat' meant to be 'candidate'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_without_a_section_are_said_to_be_unchecked()
    {
        var run = await ToolRun.OfAsync("validate -", """{ "Logging": {}, "Progressive": null }""");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("'stdin' is a settings file without a section \"Progressive\"", run.Error, StringComparison.Ordinal);
    }
}
