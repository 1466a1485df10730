using System.Text.Json;
using Xunit;

namespace Progressive.PackageTests;

/// <summary>The application, published once for all tests from the packages as they lie in the folder.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private static readonly string Artifacts = Path.Combine(Repository.Root, "artifacts", "package-app");
    private static readonly string GlobalPackages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Program { get; } = Path.Combine(Artifacts, "publish", OperatingSystem.IsWindows() ? "App.exe" : "App");

    public async ValueTask InitializeAsync()
    {
        // A package of this version may have been restored before; NuGet would take that copy and the tests would test yesterday's packages.
        foreach (var copy in Repository.PackableProjects.Select(Cached).Where(Directory.Exists))
        {
            Directory.Delete(copy, recursive: true);
        }

        if (Directory.Exists(Artifacts))
        {
            Directory.Delete(Artifacts, recursive: true);
        }

        (ExitCode, Output) = await PublishAsync("publish", TestContext.Current.CancellationToken);
    }

    /// <summary>Where NuGet says the restored copy of a package came from.</summary>
    public static string? RestoredFrom(string id)
    {
        var metadata = Path.Combine(Cached(id), ".nupkg.metadata");
        if (!File.Exists(metadata))
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(metadata));
        return json.RootElement.GetProperty("source").GetString();
    }

    internal static Task<(int ExitCode, string Output)> PublishAsync(string folder, CancellationToken cancellationToken, params string[] more) => DotnetCommand.RunAsync(
        [
            "publish", Path.Combine(Repository.Root, "tests", "Progressive.PackageTests", "App", "App.csproj"), "-c", "Release", "-p:PublishAot=true", "--use-current-runtime",
            "--nologo", "--disable-build-servers", "-p:RestoreForce=true", $"-p:PackedFolder={Repository.PackedFolder}", $"-p:PackedVersion={Repository.Version}",
            $"-p:ArtifactsPath={Path.Combine(Artifacts, folder + "-build")}", "-o", Path.Combine(Artifacts, folder), .. more,
        ],
        cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Cached(string id) => Path.Combine(GlobalPackages, id.ToLowerInvariant(), Repository.Version.ToLowerInvariant());
}
