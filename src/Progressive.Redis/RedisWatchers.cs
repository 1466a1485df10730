using System.Threading.Channels;

namespace Progressive.Redis;

/// <summary>Everybody who watches. A slow one holds at most each key once: what waits is a set, not a queue.</summary>
internal sealed class RedisWatchers
{
    private readonly Lock _sync = new();
    private readonly List<Watcher> _watchers = [];
    private bool _ended;

    internal Watcher Add()
    {
        var watcher = new Watcher();
        lock (_sync)
        {
            _watchers.Add(watcher);
            if (_ended)
            {
                watcher.Signal.Writer.TryComplete();
            }
        }

        return watcher;
    }

    internal void Remove(Watcher watcher)
    {
        lock (_sync)
        {
            _watchers.Remove(watcher);
        }
    }

    /// <summary>Those that wait for their first keys; whatever was published since they came is known to be newer than what is read after this.</summary>
    internal IReadOnlyList<Watcher> Waiting()
    {
        lock (_sync)
        {
            return [.. _watchers.Where(static watcher => !watcher.HasBegun)];
        }
    }

    internal void Publish(IReadOnlyCollection<string> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        lock (_sync)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Pending.UnionWith(keys);
                watcher.Wake();
            }
        }
    }

    /// <summary>Gives a watcher the keys there are; from here on it hears of changes.</summary>
    internal void Begin(Watcher watcher, IEnumerable<string> keys)
    {
        lock (_sync)
        {
            watcher.HasBegun = true;
            watcher.Pending.UnionWith(keys);
            watcher.Wake();
        }
    }

    internal string[] Take(Watcher watcher)
    {
        lock (_sync)
        {
            string[] keys = [.. watcher.Pending];
            watcher.Pending.Clear();
            return keys;
        }
    }

    /// <summary>The store is disposed: watches end.</summary>
    internal void End()
    {
        lock (_sync)
        {
            _ended = true;
            foreach (var watcher in _watchers)
            {
                watcher.Signal.Writer.TryComplete();
            }
        }
    }

    internal sealed class Watcher
    {
        internal bool HasBegun { get; set; }

        internal HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

        internal Channel<byte> Signal { get; } = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        internal void Wake()
        {
            if (HasBegun && Pending.Count > 0)
            {
                Signal.Writer.TryWrite(0);
            }
        }
    }
}
