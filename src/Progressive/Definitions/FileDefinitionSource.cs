using System.IO.Hashing;
using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>
/// A JSON file, looked at every two seconds by its content. Notifications of the file system miss what a kubelet does to a mounted ConfigMap (a new
/// directory, and a symbolic link renamed over the old one); reading through the path does not.
/// </summary>
internal sealed class FileDefinitionSource(string path, bool optional, TimeProvider time) : DefinitionSource
{
    /// <summary>Far above any real file (10,000 flags take about one), far below what would hurt.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly string _origin = Path.GetFileName(path);
    private ITimer? _timer;
    private UInt128? _seen;
    private byte[]? _good;
    private JsonObject? _parsed;
    private bool _existed;
    private IReadOnlyList<DefinitionProblem> _problems = [];

    protected override void StartCore() => _timer = time.CreateTimer(static source => ((FileDefinitionSource)source!).Poll(), this, PollEvery, PollEvery);

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        lock (_gate)
        {
            Look();
            if (_good is null)
            {
                return _problems.Count == 0 ? [] : throw new DefinitionException(_problems);
            }

            // Only the bytes are kept: a tree of 10,000 flags is many times as large, and a reload is rare.
            var content = _parsed ?? JsonDefinitionText.Read(_good, _origin, [])!;
            _parsed = null;
            return [new DefinitionLayer(_origin, content, isEnvironment: false)];
        }
    }

    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }

    private void Poll()
    {
        bool changed;
        lock (_gate)
        {
            changed = Look();
        }

        if (changed)
        {
            NotifyChanged();
        }
    }

    private bool Look()
    {
        byte[] bytes;
        try
        {
            bytes = ReadBounded();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Gone();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            _seen = null;
            return Failed([new DefinitionProblem(
                ErrorCodes.DefinitionSourceUnreadable, $"'{path}' cannot be read: {e.Message} Make it a readable file of at most {MaxBytes >> 20} MB.", Origin: _origin)]);
        }

        var hash = XxHash128.HashToUInt128(bytes);
        if (_seen == hash)
        {
            return false;
        }

        _seen = hash;
        var problems = new List<DefinitionProblem>();
        if (JsonDefinitionText.Read(bytes, _origin, problems) is not { } parsed)
        {
            return Failed(problems);
        }

        (_good, _parsed, _problems, Problem, _existed) = (bytes, parsed, [], null, true);
        return true;
    }

    private bool Gone()
    {
        _seen = null;
        if (optional && !_existed)
        {
            // Nothing is good content too: should the file appear and be broken, nothing is what stays.
            _good = "{}"u8.ToArray();
            return false;
        }

        return Failed([new DefinitionProblem(
            ErrorCodes.DefinitionFileMissing,
            _good is null
                ? $"There is no file '{path}'. Create it, correct the path in AddProgressiveFile, or pass optional: true."
                : $"The file '{path}' is gone; its last content stays in force. Put it back, or write an empty object into it to drop its definitions.",
            Origin: _origin)]);
    }

    // What was good stays; true when there is something new to say.
    private bool Failed(IReadOnlyList<DefinitionProblem> problems)
    {
        var text = string.Join(Environment.NewLine, problems);
        _problems = problems;
        if (_good is null || text == Problem)
        {
            return false;
        }

        Problem = text;
        return true;
    }

    private byte[] ReadBounded()
    {
        using var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        if (file.Length > MaxBytes)
        {
            throw new IOException($"It has {file.Length >> 20} MB.");
        }

        var bytes = new byte[file.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
