using System.Text;
using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenRecords
{
    public static IEnumerable<BrokenStore> All =>
    [
        new("has a record from the start", "Begins empty with a generation", static inner => new Rereads(inner, static r => [.. r, new("marker", 1, default)])),
        new("takes contents for text", "Reads back what was written", static inner => new Rewrites(inner, static c => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(c.Span)))),
        new("stores no more than 2 bytes", "Keeps a copy of what was written", static inner => new Rewrites(inner, static c => c[..Math.Min(2, c.Length)])),
        new("stores no more than 100 KB", "Contents have a limit that the error names", static inner => new Rewrites(inner, static c => c[..Math.Min(100_000, c.Length)])),
        new("hands out one buffer for each key", "A reading does not change under its reader", static inner => new OneBuffer(inner)),
        new("reads the first page", "A reading holds all of many records", static inner => new Rereads(inner, static r => r.OrderBy(static one => one.Key).Take(100))),
        new("gives the record's version for the store's", "One record is read as it is among all", static inner => new OwnVersion(inner)),
        new("finds keys by a pattern", "Keys are compared ignoring case and otherwise character by character", static inner => new Rekeys(inner, static key => key.Replace('_', '-'))),
        new("cuts keys off", "Keys have 128 characters at most", static inner => new Rekeys(inner, static key => key[..Math.Min(64, key.Length)])),
        new("ignores versions", "A write at another version changes nothing and shows what is there", static inner => new IgnoresVersions(inner)),
        new("creates what is to be replaced", "A write over a record that does not exist conflicts with nothing", static inner => new Creates(inner)),
        new("checks, then writes", "Concurrent writers lose no increment", Racing()),
        new("checks, then creates", "Only one of many creates a record", Racing()),
        new("checks here, then writes there", "Writers of several instances lose no increment", Racing()),
    ];

    /// <summary>Two writers meet between check and write, once for each store.</summary>
    private static Func<SharedStateStore, SharedStateStore> Racing()
    {
        var meeting = new Rendezvous();
        return inner => new ChecksThenWrites(inner, meeting);
    }

    private sealed class Rereads(SharedStateStore inner, Func<IEnumerable<StateRecord>, IEnumerable<StateRecord>> change) : PassingStore(inner)
    {
        protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(cancellationToken);
            return new(reading.Generation, reading.Version, change(reading.Records.Values));
        }
    }

    private sealed class Rewrites(SharedStateStore inner, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change) : PassingStore(inner)
    {
        protected override ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken) =>
            Inner.TryWriteAsync(key, change(content), expectedVersion, cancellationToken);
    }

    private sealed class Rekeys(SharedStateStore inner, Func<string, string> change) : PassingStore(inner)
    {
        protected override ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken) =>
            Inner.TryWriteAsync(change(key), content, expectedVersion, cancellationToken);
    }

    private sealed class OneBuffer(SharedStateStore inner) : PassingStore(inner)
    {
        private readonly byte[] _buffer = new byte[1];

        protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(cancellationToken);
            return new(reading.Generation, reading.Version, reading.Records.Values.Select(record => record with { Content = _buffer }));
        }

        protected override ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            content[..1].CopyTo(_buffer);
            return Inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);
        }
    }

    private sealed class OwnVersion(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(key, cancellationToken);
            return new(reading.Generation, reading.Records.Values.SingleOrDefault()?.Version ?? 0, reading.Records.Values);
        }
    }

    private sealed class IgnoresVersions(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken) =>
            await WriteOverAsync(Inner, key, content, cancellationToken);
    }

    private sealed class Creates(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            var result = await Inner.TryWriteAsync(key, content, expectedVersion, cancellationToken);
            return result is { Succeeded: false, Current: null } ? await Inner.TryWriteAsync(key, content, 0, cancellationToken) : result;
        }
    }

    private sealed class ChecksThenWrites(SharedStateStore inner, Rendezvous meeting) : PassingStore(inner)
    {
        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            var current = (await Inner.ReadAsync(key, cancellationToken)).Records.GetValueOrDefault(key);
            if ((current?.Version ?? 0) != expectedVersion)
            {
                return StateWriteResult.Conflict(current);
            }

            await meeting.ArriveAsync().WaitAsync(cancellationToken);
            return await WriteOverAsync(Inner, key, content, cancellationToken);
        }
    }

    private static async Task<StateWriteResult> WriteOverAsync(SharedStateStore store, string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var result = await store.TryWriteAsync(key, content, 0, cancellationToken);
        while (!result.Succeeded)
        {
            result = await store.TryWriteAsync(key, content, result.Version, cancellationToken);
        }

        return result;
    }
}
