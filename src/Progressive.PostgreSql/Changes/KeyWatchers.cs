using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Progressive.PostgreSql.Changes;

/// <summary>Hands changed keys to everybody who watches. A slow watcher holds at most each key once: what waits is a set, not a queue.</summary>
internal sealed class KeyWatchers
{
    private readonly Lock _sync = new();
    private readonly List<Watcher> _watchers = [];

    public void Publish(IReadOnlyCollection<string> keys)
    {
        lock (_sync)
        {
            if (keys.Count == 0)
            {
                return;
            }

            foreach (var watcher in _watchers)
            {
                watcher.Pending.UnionWith(keys);
                watcher.Signal.Writer.TryWrite(0);
            }
        }
    }

    /// <summary>Registers before it asks for the present keys, so that a change is either in them or published.</summary>
    public async IAsyncEnumerable<string> WatchAsync(
        Func<CancellationToken, ValueTask<IEnumerable<string>>> present, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var watcher = new Watcher();
        lock (_sync)
        {
            _watchers.Add(watcher);
        }

        try
        {
            foreach (var key in await present(cancellationToken).ConfigureAwait(false))
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
        public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

        public Channel<byte> Signal { get; } = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    }
}
