using Progressive.State;

namespace Progressive.Tests.State;

/// <summary>
/// A disk on which the process can die before, after and inside every step (each byte written counts as one), or a step can fail.
/// What the system would lose with the power is kept apart from what a kill leaves behind.
/// </summary>
internal sealed class SimulatedDisk : IFileSteps
{
    private readonly List<(string Name, Node? Node)> _unflushedNames = [];
    private readonly Dictionary<string, Node> _flushedNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _names = new(StringComparer.Ordinal);
    private int _ticks;

    internal bool CanLink { get; init; } = true;

    /// <summary>The tick at which everything ends, from here on all steps throw <see cref="KilledException"/>.</summary>
    internal int? KillAt { get; set; }

    /// <summary>The tick that fails as a full disk does; the ones after it work again.</summary>
    internal int? FailAt { get; set; }

    /// <summary>The tick from which on every step fails, until this is taken back.</summary>
    internal int? GoneFrom { get; set; }

    internal bool IsReadOnly { get; set; }

    /// <summary>Another process holds the lock.</summary>
    internal bool IsLocked { get; set; }

    /// <summary>Runs before the lock is given.</summary>
    internal Action? OnLock { get; set; }

    /// <summary>Runs before the directory is flushed, which is the last step of a write.</summary>
    internal Action? OnFlushDirectory { get; set; }

    internal int DirectoryFlushes { get; private set; }

    internal int Ticks => _ticks;

    internal int UnflushedNameCount => _unflushedNames.Count;

    internal string[] Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    internal byte[] this[string path]
    {
        get => _names[path].Content;
        set => SetName(path, new() { Content = value, Flushed = value });
    }

    public byte[]? Read(string path) => ReadStart(path, int.MaxValue);

    public byte[]? ReadStart(string path, int count)
    {
        Tick();
        return _names.TryGetValue(path, out var node) ? node.Content[..Math.Min(count, node.Content.Length)] : null;
    }

    public bool Exists(string path)
    {
        Tick();
        return _names.ContainsKey(path);
    }

    public IFileWriting Create(string path)
    {
        TickOfChange();
        var node = _names.GetValueOrDefault(path);
        if (node is null)
        {
            SetName(path, node = new());
        }

        node.Content = [];
        return new Writing(this, node);
    }

    public bool TryLink(string existing, string name)
    {
        TickOfChange();
        if (!CanLink)
        {
            return false;
        }

        if (_names.ContainsKey(name))
        {
            return false;
        }

        SetName(name, _names[existing]);
        return true;
    }

    public void Move(string from, string to)
    {
        TickOfChange();
        var node = _names[from];
        if (_names.GetValueOrDefault(to) == node)
        {
            return; // POSIX rename between two names of one file does nothing.
        }

        // One step of the journal: both names change together.
        _names[to] = node;
        _names.Remove(from);
        _unflushedNames.Add((to, node));
        _unflushedNames.Add((from, null));
    }

    public void Delete(string path)
    {
        TickOfChange();
        if (_names.Remove(path))
        {
            _unflushedNames.Add((path, null));
        }
    }

    public void FlushDirectory(string directory)
    {
        OnFlushDirectory?.Invoke();
        TickOfChange();
        DirectoryFlushes++;
        Apply(_flushedNames, _unflushedNames.Count);
        _unflushedNames.Clear();
    }

    public IDisposable? TryLock(string path)
    {
        OnLock?.Invoke();
        TickOfChange();
        return IsLocked ? null : new Held();
    }

    /// <summary>The disk as the next process finds it after a kill: everything done is there.</summary>
    internal SimulatedDisk AfterKill() => Copy(_names, node => node.Content);

    /// <summary>
    /// The disk after a power loss: of the name changes since the last flush of the directory only the first <paramref name="names"/> happened, and a file
    /// that was not flushed has <paramref name="unflushed"/> instead of what was written.
    /// </summary>
    internal SimulatedDisk AfterPowerLoss(int names, Func<byte[], byte[]> unflushed)
    {
        var left = new Dictionary<string, Node>(_flushedNames, StringComparer.Ordinal);
        Apply(left, names);
        return Copy(left, node => ReferenceEquals(node.Flushed, node.Content) ? node.Content : unflushed(node.Content));
    }

    private SimulatedDisk Copy(Dictionary<string, Node> names, Func<Node, byte[]> read)
    {
        var copy = new SimulatedDisk { CanLink = CanLink };
        var nodes = names.Values.Distinct().ToDictionary(node => node, node =>
        {
            var content = read(node);
            return new Node { Content = content, Flushed = content };
        });
        foreach (var (name, node) in names)
        {
            copy._names[name] = nodes[node];
            copy._flushedNames[name] = nodes[node];
        }

        return copy;
    }

    private void Apply(Dictionary<string, Node> names, int count)
    {
        foreach (var (name, node) in _unflushedNames.Take(count))
        {
            if (node is null)
            {
                names.Remove(name);
            }
            else
            {
                names[name] = node;
            }
        }
    }

    private void SetName(string name, Node node)
    {
        _names[name] = node;
        _unflushedNames.Add((name, node));
    }

    private void TickOfChange()
    {
        Tick();
        if (IsReadOnly)
        {
            throw new IOException("Read-only file system");
        }
    }

    /// <summary>As many of the ticks as come before the end or the failure.</summary>
    private int TickAtMost(int count) =>
        (int)Math.Clamp(Math.Min((long)Math.Min(KillAt ?? int.MaxValue, GoneFrom ?? int.MaxValue) - _ticks, FailAt >= _ticks ? FailAt.Value - _ticks : count), 0, count);

    private void Tick()
    {
        if (_ticks >= KillAt)
        {
            throw new KilledException();
        }

        if (_ticks >= GoneFrom)
        {
            throw new IOException("Input/output error");
        }

        if (_ticks++ == FailAt)
        {
            throw new IOException("No space left on device");
        }
    }

    private sealed class Node
    {
        /// <summary>Replaced and never changed, so that copies of the disk share it.</summary>
        internal byte[] Content { get; set; } = [];

        internal byte[]? Flushed { get; set; }
    }

    private sealed class Writing(SimulatedDisk disk, Node node) : IFileWriting
    {
        public void Write(ReadOnlySpan<byte> content)
        {
            var written = disk.TickAtMost(content.Length);
            disk._ticks += written;
            node.Content = [.. node.Content, .. content[..written]];
            if (written < content.Length)
            {
                disk.TickOfChange();
            }
        }

        public void Flush()
        {
            disk.TickOfChange();
            node.Flushed = node.Content;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Held : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
