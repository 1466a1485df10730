using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenWatches
{
    public static IEnumerable<BrokenStore> All =>
    [
        new("tells of a key once", "The watch begins with every key and goes on with changes", static inner => new TellsOnce(inner)),
        new("begins with changes", "The watch begins with every key and goes on with changes", static inner => new Own(inner, beginsWithKeys: false)),
        new("remembers the last change only", "Every watcher sees a change that came while it was busy", static inner => new RemembersLast(inner)),
        new("listens after it has looked", "Nothing falls between an earlier reading and the watch", static inner => new ListensLate(inner)),
        new("tells before it writes", "A hint comes after what it speaks of can be read", static inner => new TellsEarly(inner)),
        new("does not listen to the token", "A watch ends when cancelled", static inner => new Deaf(inner)),
        new("does not look at the token", "A cancelled token stops every call before it does anything", static inner => new Deaf(inner)),
        new("tells what this instance wrote", "A watch sees what another instance wrote", static inner => new Own(inner, beginsWithKeys: true)),
    ];

    private sealed class TellsOnce(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var told = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var key in Inner.WatchAsync(cancellationToken))
            {
                if (told.Add(key))
                {
                    yield return key;
                }
            }
        }
    }

    private sealed class Own(SharedStateStore inner, bool beginsWithKeys) : PassingStore(inner)
    {
        private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();

        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            var result = await Inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);
            _changes.Writer.TryWrite(key);
            return result;
        }

        protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (_changes.Reader.TryRead(out _))
            {
                // Of what was before the watch nobody is told.
            }

            foreach (var key in beginsWithKeys ? (await Inner.ReadAsync(cancellationToken)).Records.Keys : [])
            {
                yield return key;
            }

            await foreach (var key in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                yield return key;
            }
        }
    }

    private sealed class RemembersLast(SharedStateStore inner) : PassingStore(inner)
    {
        private volatile Tuple<string>? _last;

        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            _last = Tuple.Create(key);
            return await Inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);
        }

        protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Tuple<string>? told = null;
            await foreach (var _ in Inner.WatchAsync(cancellationToken))
            {
                if (_last is { } last && last != told)
                {
                    told = last;
                    yield return last.Item1;
                }
            }
        }
    }

    private sealed class ListensLate(SharedStateStore inner) : PassingStore(inner)
    {
        private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            await _looked.Task.WaitAsync(cancellationToken);
            var result = await Inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);
            _written.TrySetResult();
            return result;
        }

        protected override async IAsyncEnumerable<string> WatchAsyncCore([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var before = await Inner.ReadAsync(cancellationToken);
            _looked.TrySetResult();
            await _written.Task.WaitAsync(cancellationToken);
            var skipped = (await Inner.ReadAsync(cancellationToken)).Records.Keys.Except(before.Records.Keys).ToHashSet(StringComparer.Ordinal);
            await foreach (var key in Inner.WatchAsync(cancellationToken))
            {
                if (!skipped.Remove(key))
                {
                    yield return key;
                }
            }
        }
    }

    private sealed class TellsEarly(SharedStateStore inner) : PassingStore(inner)
    {
        private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _read = new(StringComparer.Ordinal);

        protected override async ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(key, cancellationToken);
            ReadOf(key).TrySetResult();
            return reading;
        }

        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            _changes.Writer.TryWrite(key);
            await ReadOf(key).Task.WaitAsync(cancellationToken);
            return await Inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);
        }

        protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);

        private TaskCompletionSource ReadOf(string key) => _read.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class Deaf(SharedStateStore inner) : PassingStore(inner)
    {
        protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => new Unheard(Inner.WatchAsync(CancellationToken.None));

        private sealed class Unheard(IAsyncEnumerable<string> keys) : IAsyncEnumerable<string>
        {
            public IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default) => keys.GetAsyncEnumerator(CancellationToken.None);
        }
    }
}
