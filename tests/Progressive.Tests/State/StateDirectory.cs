namespace Progressive.Tests.State;

/// <summary>A directory of its own for a test, gone afterwards.</summary>
internal sealed class StateDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("progressive-state-").FullName;

    internal string File => System.IO.Path.Combine(Path, "shop.state");

    internal string[] Names => [.. Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
