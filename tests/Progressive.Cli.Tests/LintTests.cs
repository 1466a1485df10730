using System.Text.Json;

namespace Progressive.Cli.Tests;

public sealed class LintTests
{
    public LintTests() => ToolRun.UseDefinitions();

    [Theory]
    [InlineData("lint stale.json --today 2026-12-01 --require-owner", "lint-stale.txt")]
    [InlineData("lint stale.json --today 2026-12-01 -o json", "lint-stale.json")]
    public async Task What_is_printed_is_what_was_agreed(string commandLine, string golden)
    {
        var run = await ToolRun.OfAsync(commandLine);
        ToolRun.AssertGolden(golden, run.Output);
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(golden.EndsWith("txt", StringComparison.Ordinal) ? "1 file, 10 flags: 14 findings.\n" : "", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--today 2026-11-29", 0)]
    [InlineData("--today 2026-11-30", 0)]
    [InlineData("--today 2026-12-01", 1)]
    public async Task A_flag_may_be_there_on_its_last_day(string options, int findings)
    {
        var run = await ToolRun.OfAsync($"lint - {options}", """{ "Flags": { "a": { "Expires": "2026-11-30", "Split": { "on": "1%", "off": "99%" } } } }""");
        Assert.Equal(findings, run.ExitCode);
        Assert.Equal(findings == 1, run.Output.Contains("PRG0520", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "a": "25%", "b": { "Rollout": { "Steps": [ "10% for 10m", "100%" ] } } }""", "")]
    [InlineData("""{ "a": { "Split": { "on": "100%", "off": "0%" } } }""", "PRG0522")]
    [InlineData("""{ "a": { "Enabled": false, "Split": { "on": "50%", "off": "50%" } } }""", "PRG0522")]
    [InlineData("""{ "a": { "Rules": [ { "When": { "x": 1 }, "Serve": "on" } ], "Default": "on" } }""", "PRG0522")]
    [InlineData("""{ "a": { "Rules": [ { "When": { "x": 1 }, "Serve": "on" } ], "Default": "off" } }""", "")]
    [InlineData("""{ "a": { "Rules": [ { "When": { "x": 1 }, "Serve": "on", "Enabled": false } ], "Default": "on" } }""", "")]
    [InlineData("""{ "a": { "Tags": [ "Permanent" ], "Default": "on" } }""", "")]
    [InlineData("""{ "a": { "Variants": { "x": {}, "y": {} }, "Default": "x", "Off": "x", "Guards": [ "error_rate < 1%" ], "Split": { "y": "100%", "x": "0%" } } }""", "")]
    [InlineData("""{ "a": { "Variants": { "x": {}, "y": {}, "z": {} }, "Default": "x", "Off": "x", "Split": { "x": "50%", "y": "50%" } } }""", "PRG0524")]
    [InlineData("""{ "a": { "Variants": { "x": {}, "y": {}, "z": {} }, "Default": "x", "Off": "x", "Fallback": "z", "Split": { "x": "50%", "y": "50%" } } }""", "")]
    [InlineData("""{ "a": { "Schedule": { "From": "2026-12-01T00:00:00Z", "To": "2026-12-02T00:00:00Z" }, "Default": "on", "Off": "off" } }""", "")]
    [InlineData("""{ "a": { "Schedule": { "From": "2026-01-01T00:00:00Z" }, "Default": "on", "Off": "off" } }""", "")]
    [InlineData("""{ "a": { "Schedule": { "To": "2026-12-02T00:00:00Z" }, "Default": "on", "Off": "off" } }""", "")]
    [InlineData("""{ "a": { "Schedule": { "To": "2026-12-01T00:00:00Z" }, "Default": "on", "Off": "off" } }""", "PRG0528")]
    [InlineData("""{ "a": { "Rules": [ { "When": { "x": 1 }, "Serve": "off" }, { "Serve": "on" } ], "Split": { "on": "50%", "off": "50%" } } }""", "PRG0523")]
    [InlineData("""{ "a": { "Prerequisites": { "b": "off" }, "Default": "on", "Off": "off" }, "b": "25%" }""", "")]
    [InlineData("""{ "c": { "Prerequisites": { "b": "on" }, "Default": "on", "Off": "off" }, "b": { "Prerequisites": { "a": "on" }, "Default": "on", "Off": "off" }, "a": { "Tags": [ "permanent" ], "Default": "off" } }""", "PRG0527 PRG0527")]
    public async Task Each_flag_has_what_it_has(string flags, string ids)
    {
        var run = await ToolRun.OfAsync("lint - --today 2026-12-01 -o json", $$"""{ "Flags": {{flags}} }""");
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(ids, string.Join(' ', json.RootElement.GetProperty("findings").EnumerateArray().Select(static finding => finding.GetProperty("id").GetString())));
        Assert.Equal(ids.Length == 0 ? 0 : 1, run.ExitCode);
    }

    [Fact]
    public async Task What_leads_to_a_segment_may_be_another_segment_or_a_step()
    {
        var run = await ToolRun.OfAsync("lint - --today 2026-12-01", """
            { "Segments": { "a": { "When": { "segment": "b" } }, "b": { "Include": [ "u" ] }, "c": { "Include": [ "u" ] } },
              "Flags": { "f": { "Rules": [ { "When": { "segment": "a" }, "Serve": "on" } ] }, "g": { "Rollout": { "Steps": [ "10% of c for 10m", "100%" ] } } } }
            """);
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("1 file, 2 flags: nothing to clean up.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_found_is_added_for_flags_of_the_files()
    {
        const string Input = """
            { "findings": [
              { "id": "PRG0531", "flag": "Beta", "message": "m1", "cleanUp": "c1", "diff": [ "- x" ] },
              { "id": "PRG0522", "flag": "beta", "message": "m2", "cleanUp": "c2" },
              { "id": "PRG0530", "flag": "elsewhere", "message": "m3", "cleanUp": "c3" },
              { "id": "PRG0525", "flag": null, "message": "m4", "cleanUp": "c4" } ] }
            """;
        var run = await ToolRun.OfAsync("lint stale.json --today 2026-12-01 --status -", Input);
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("stdin: warning PRG0531: m1 c1 (Flags:Beta)\n    - x\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("m2", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("m3", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("m4", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lint_writes_it_reads()
    {
        var own = await ToolRun.OfAsync("lint - --today 2026-12-01 -o json", """{ "Flags": { "beta": true } }""");
        var path = Path.Combine(Directory.CreateTempSubdirectory("progressive-").FullName, "status.json");
        await File.WriteAllTextAsync(path, own.Output, TestContext.Current.CancellationToken);
        var run = await ToolRun.OfAsync($"lint - --today 2026-12-01 --status '{path}'", """{ "Flags": { "beta": "50%" } }""");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("status.json: warning PRG0522: Flag 'beta' can only answer 'on'.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("nothing")]
    [InlineData("""{ "flags": [] }""")]
    [InlineData("""{ "findings": [ { "id": "PRG0531", "flag": "a", "message": null, "cleanUp": "c" } ] }""")]
    [InlineData("""{ "findings": [ { "id": 1, "flag": "a", "message": "m", "cleanUp": "c" } ] }""")]
    public async Task A_status_that_is_none_says_so(string status)
    {
        var run = await ToolRun.OfAsync("lint stale.json --status -", status);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("PRG0506: '-' is no status: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lint", "PRG0500")]
    [InlineData("lint stale.json --today tomorrow", "PRG0500: --today 'tomorrow'")]
    [InlineData("lint nothing.json", "PRG0501")]
    public async Task What_cannot_be_carried_out_says_why(string commandLine, string message)
    {
        var run = await ToolRun.OfAsync(commandLine);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_definitions_are_repaired_first()
    {
        var run = await ToolRun.OfAsync("lint mistakes.json");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("mistakes.json(8,19): error PRG0020", run.Error, StringComparison.Ordinal);
        Assert.Contains("PRG0504: The definitions have problems, so nothing was looked for.", run.Error, StringComparison.Ordinal);
    }
}
