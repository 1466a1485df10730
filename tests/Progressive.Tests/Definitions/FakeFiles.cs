using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Progressive.Tests.Definitions;

/// <summary>Files in memory whose change notifications are fired by hand, so that the framework's own reload path runs without a clock.</summary>
internal sealed class FakeFiles : IFileProvider
{
    private readonly ConcurrentDictionary<string, string> _texts = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _tokens = new();

    public string this[string path]
    {
        set => _texts[path] = value;
    }

    public void Delete(string path) => _texts.TryRemove(path, out _);

    /// <summary>Tells the provider of one file; what it throws comes out here, as it would on the watcher's thread.</summary>
    public void Notify(string path)
    {
        var token = _tokens[path];
        _tokens[path] = new CancellationTokenSource();
        try
        {
            token.Cancel();
        }
        catch (Exception)
        {
            // The watcher's thread would end here; nobody hears of it.
        }
    }

    public IFileInfo GetFileInfo(string subpath) => _texts.TryGetValue(subpath, out var text) ? new FakeFile(subpath, text) : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => new CancellationChangeToken(_tokens.GetOrAdd(filter, static _ => new CancellationTokenSource()).Token);

    private sealed class FakeFile(string name, string text) : IFileInfo
    {
        public bool Exists => true;

        public long Length => Encoding.UTF8.GetByteCount(text);

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(Encoding.UTF8.GetBytes(text));
    }
}
