using System.Runtime.CompilerServices;

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

    private static string Published([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../docs/reference/progressive.schema.json"));
}
