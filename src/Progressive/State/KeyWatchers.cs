using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Progressive.State;

/// <summary>Hands changed keys to everybody who watches. A slow watcher holds at most each key once: what waits is a set, not a queue.</summary>
internal sealed class KeyWatchers
{
    private readonly Lock _sync = new();
    private readonly List<Watcher> _watchers = [];

    internal void Publish(IEnumerable<string> keys)
    {
        lock (_sync)
        {
            if (_watchers.Count == 0)
            {
                return;
            }

            foreach (var key in keys)
            {
                foreach (var watcher in _watchers)
                {
                    watcher.Pending.Add(key);
                }
            }

            foreach (var watcher in _watchers)
            {
                watcher.Signal.Writer.TryWrite(0);
            }
        }
    }

    /// <summary>Registers before it asks for the present keys, so a change is either in them or published.</summary>
    internal async IAsyncEnumerable<string> WatchAsync(
        Func<ValueTask<IEnumerable<string>>> present, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var watcher = new Watcher();
        lock (_sync)
        {
            _watchers.Add(watcher);
        }

        try
        {
            string[] keys = [.. await present().ConfigureAwait(false)];
            Forget(watcher, keys);
            foreach (var key in keys)
            {
                yield return key;
            }

            while (true)
            {
                await watcher.Signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (var key in Take(watcher))
                {
                    yield return key;
                }
            }
        }
        finally
        {
            lock (_sync)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    /// <summary>A hint about a key that is handed out only after this says nothing more: whoever reads then sees the change.</summary>
    private void Forget(Watcher watcher, string[] keys)
    {
        lock (_sync)
        {
            watcher.Pending.ExceptWith(keys);
        }
    }

    private string[] Take(Watcher watcher)
    {
        lock (_sync)
        {
            string[] keys = [.. watcher.Pending];
            watcher.Pending.Clear();
            return keys;
        }
    }

    private sealed class Watcher
    {
        internal HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

        internal Channel<byte> Signal { get; } = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    }
}
