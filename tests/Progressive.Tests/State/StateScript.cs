using System.Text;
using Progressive.State;

namespace Progressive.Tests.State;

/// <summary>A sequence of changes and the one text that says what a store holds.</summary>
internal static class StateScript
{
    internal const string Path = "/state/shop.state";

    internal static FileStateStore Open(SimulatedDisk disk, RecordingLogger? logger = null) => new(Path, disk, logger: logger);

    /// <summary>Changes number <paramref name="n"/>: three records of growing age in turn, every fourth time the log.</summary>
    internal static async Task ApplyAsync(StateStore store, int n)
    {
        if (n % 4 == 3)
        {
            await store.AppendAsync(new(DateTimeOffset.UnixEpoch.AddHours(n), "log", Encoding.UTF8.GetBytes($"entry {n}")));
            return;
        }

        var key = $"key{n % 3}";
        var version = (await store.ReadAsync()).Records.TryGetValue(key, out var record) ? record.Version : 0;
        var result = await store.TryWriteAsync(key, Encoding.UTF8.GetBytes($"{{\"n\":{n},\"text\":\"{new string('x', 60)}\"}}"), version);
        Xunit.Assert.True(result.Succeeded);
    }

    /// <summary>Everything but the store's own version, which a repair raises.</summary>
    internal static async Task<string> DescribeAsync(StateStore store)
    {
        var reading = await store.ReadAsync();
        var log = await store.ReadLogAsync(int.MaxValue);
        return string.Join(
            '\n',
            reading.Records.Values.OrderBy(record => record.Key, StringComparer.Ordinal)
                .Select(record => $"{reading.Generation} {record.Key} {record.Version} {Encoding.UTF8.GetString(record.Content.Span)}")
                .Concat(log.Select(entry => $"{entry.At:O} {entry.Key} {Encoding.UTF8.GetString(entry.Content.Span)}")));
    }
}
