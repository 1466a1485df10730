namespace Progressive.Cli.Tests;

public sealed class SchemaTests
{
    [Fact]
    public async Task The_schema_that_is_printed_is_the_one_in_the_documentation()
    {
        var run = await ToolRun.OfAsync("schema");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(await File.ReadAllTextAsync(Published(), TestContext.Current.CancellationToken), run.Output);
        Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
    }

    private static string Published() => Path.Combine(Root(), "docs", "reference", "progressive.schema.json");

    // Not by the path of this file, which builds of releases leave out.
    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Progressive.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Progressive.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
