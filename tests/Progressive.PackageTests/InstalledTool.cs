using Xunit;

namespace Progressive.PackageTests;

/// <summary>Progressive.Cli from the packed folder, installed into a folder of its own.</summary>
public sealed class InstalledTool : IAsyncLifetime
{
    private const string Id = "Progressive.Cli";
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "package-tool");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Program { get; } = Path.Combine(Folder, OperatingSystem.IsWindows() ? "progressive.exe" : "progressive");

    public async ValueTask InitializeAsync()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        (ExitCode, Output) = await DotnetCommand.RunAsync(
            ["tool", "install", Id, "--tool-path", Folder, "--add-source", Repository.PackedFolder, "--version", Repository.Version],
            TestContext.Current.CancellationToken);
    }

    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
