using Progressive.State;

namespace Progressive.Testing.Tests.State;

internal static class BrokenVersions
{
    public static IEnumerable<BrokenStore> All =>
    [
        new("has two versions that take turns", "Versions of a key only grow and none comes twice", static inner => new TakesTurns(inner)),
        new("counts readings as changes", "The version of the store grows with every change and with nothing else", static inner => new CountsReadings(inner)),
        new("names a generation with each reading", "The generation stays", static inner => new NewGenerations(inner)),
    ];

    private sealed class TakesTurns(SharedStateStore inner) : PassingStore(inner)
    {
        protected override async ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(key, cancellationToken);
            return new(reading.Generation, reading.Version, reading.Records.Values.Select(Turned));
        }

        protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
            string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
        {
            var current = (await Inner.ReadAsync(key, cancellationToken)).Records.GetValueOrDefault(key);
            var result = current is null || Turned(current).Version == expectedVersion
                ? await Inner.TryWriteAsync(key, content, current?.Version ?? 0, cancellationToken)
                : StateWriteResult.Conflict(Turned(current));
            return result.Succeeded ? StateWriteResult.Written(1 + (result.Version % 3)) : result;
        }

        private static StateRecord Turned(StateRecord record) => record with { Version = 1 + (record.Version % 3) };
    }

    private sealed class CountsReadings(SharedStateStore inner) : PassingStore(inner)
    {
        private long _readings;

        protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(cancellationToken);
            return new(reading.Generation, reading.Version + ++_readings, reading.Records.Values);
        }
    }

    private sealed class NewGenerations(SharedStateStore inner) : PassingStore(inner)
    {
        private int _readings;

        protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken)
        {
            var reading = await Inner.ReadAsync(cancellationToken);
            return new($"{reading.Generation}-{++_readings}", reading.Version, reading.Records.Values);
        }
    }
}
