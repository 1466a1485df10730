namespace Progressive.Cli.Tests;

public sealed class ImportTests
{
    public ImportTests() => ToolRun.UseDefinitions();

    [Theory]
    [InlineData("import feature-flags.json --from microsoft", "import-microsoft.json", "import-microsoft.txt", 1)]
    [InlineData("import flagd.json --from flagd", "import-flagd.json", "import-flagd.txt", 0)]
    public async Task What_is_printed_is_what_was_agreed(string commandLine, string output, string error, int exitCode)
    {
        var run = await ToolRun.OfAsync(commandLine);
        ToolRun.AssertGolden(output, run.Output);
        ToolRun.AssertGolden(error, run.Error);
        Assert.Equal(exitCode, run.ExitCode);
    }

    /// <summary>What import writes is what validate takes.</summary>
    [Theory]
    [InlineData("feature-flags.json", "microsoft", 2)]
    [InlineData("flagd.json", "flagd", 2)]
    public async Task What_was_imported_is_valid(string file, string from, int flags)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("progressive-").FullName, "progressive.json");
        var imported = await ToolRun.OfAsync($"import {file} --from {from} --output '{path}'");
        Assert.Equal("", imported.Output);
        var validated = await ToolRun.OfAsync($"validate '{path}'");
        Assert.Equal((0, ""), (validated.ExitCode, validated.Output));
        Assert.EndsWith($"1 file, {flags} flags: no problems.\n", validated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_standard_input_is_read_as_a_file()
    {
        var run = await ToolRun.OfAsync("import - --from microsoft", """{ "FeatureManagement": { "Beta": true } }""");
        Assert.Equal((0, "1 flag translated.\n"), (run.ExitCode, run.Error));
        Assert.Contains("\"Beta\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_is_told_and_not_the_first_alone()
    {
        var run = await ToolRun.OfAsync("import - --from microsoft", """
            { "FeatureManagement": { "A": { "EnabledFor": [ { "Name": "Browser" } ] }, "B": true, "C": { "EnabledFor": [ { "Name": "Weather" } ] } } }
            """);
        Assert.Equal(1, run.ExitCode);
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(
            lines,
            line => Assert.Contains("The filter 'Browser' of flag 'A'", line, StringComparison.Ordinal),
            line => Assert.Contains("The filter 'Weather' of flag 'C'", line, StringComparison.Ordinal),
            line => Assert.Equal("1 flag translated; 2 problems, and the flags that have one are left out.", line));
    }

    [Theory]
    [InlineData("import flagd.json", "PRG0500")]
    [InlineData("import flagd.json --from unleash", "PRG0500")]
    [InlineData("import nothing.json --from flagd", "PRG0501")]
    [InlineData("import flagd.json --from flagd -o no/such/folder/x.json", "PRG0505")]
    public async Task What_cannot_be_carried_out_says_why(string commandLine, string code)
    {
        var run = await ToolRun.OfAsync(commandLine);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code + ": ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>What the importer wrote itself is nothing to clean up.</summary>
    [Fact]
    public async Task What_was_imported_has_no_rule_that_nobody_comes_to()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("progressive-").FullName, "progressive.json");
        const string json = """
            { "feature_management": { "feature_flags": [ { "id": "Beta", "enabled": true,
                "variants": [ { "name": "Big", "configuration_value": 2 }, { "name": "Small", "configuration_value": 1, "status_override": "Disabled" } ],
                "allocation": { "percentile": [ { "variant": "Small", "from": 0, "to": 50 }, { "variant": "Big", "from": 50, "to": 60 } ], "default_when_enabled": "Small", "default_when_disabled": "Small",
                                "user": [ { "variant": "Big", "users": [ "adam" ] }, { "variant": "Small", "users": [ "eve" ] } ] } },
              { "id": "Gamma", "enabled": true, "variants": [ { "name": "Big", "configuration_value": 2 }, { "name": "Small", "configuration_value": 1 } ],
                "allocation": { "percentile": [ { "variant": "Big", "from": 0, "to": 50 } ], "default_when_enabled": "Small", "default_when_disabled": "Small" } } ] } }
            """;
        var imported = await ToolRun.OfAsync($"import - --from microsoft --output '{path}'", json);
        Assert.Equal(0, imported.ExitCode);
        var written = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains("\"percentile to Small\"", written, StringComparison.Ordinal);
        Assert.Contains("\"percentile to Big\"", written, StringComparison.Ordinal);
        Assert.Contains("\"user to Small\"", written, StringComparison.Ordinal);
        var linted = await ToolRun.OfAsync($"lint '{path}'");
        Assert.DoesNotContain("PRG0523", linted.Output + linted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_lacks_what_makes_it_one_is_named()
    {
        var run = await ToolRun.OfAsync("import feature-flags.json --from flagd");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("feature-flags.json: error PRG0070: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_the_other_product_is_refused()
    {
        var run = await ToolRun.OfAsync("import flagd.json --from microsoft");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("flagd.json(1,1): error PRG0070: ", run.Error, StringComparison.Ordinal);
    }
}
