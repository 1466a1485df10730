namespace Progressive.Tests.Definitions;

/// <summary>A directory of the test's own.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("progressive-");

    public string At(params string[] names) => Path.Combine([_directory.FullName, .. names]);

    public void Write(string name, string text) => File.WriteAllText(At(name), text);

    public void Dispose() => _directory.Delete(recursive: true);
}
