using Microsoft.Extensions.Logging;

namespace Progressive.Redis.Tests;

/// <summary>A server that comes back with other content, or with none, is noticed.</summary>
public sealed class LossTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task After_a_restart_without_persistence_the_generation_is_another_and_every_key_is_told()
    {
        var logger = new RecordingLogger();
        var store = _server.Store(_server.NewScope(), logger: logger);
        await using var watching = new Watching(store);
        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        await store.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("a");
        await watching.HearsAsync("b");
        var generation = (await store.ReadAsync(Cancellation)).Generation;
        var (a, b) = (watching.Count("a"), watching.Count("b"));

        await _server.KillAsync();
        await _server.StartAsync();

        await watching.HearsAsync("a", moreThan: a);
        await watching.HearsAsync("b", moreThan: b);
        var reading = await store.ReadAsync(Cancellation);
        Assert.NotEqual(generation, reading.Generation);
        Assert.Empty(reading.Records);
        Assert.Equal(0, reading.Version);
        var stale = await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, Cancellation);
        Assert.False(stale.Succeeded);
        Assert.Null(stale.Current);
        var again = await store.TryWriteAsync("a", "2"u8.ToArray(), 0, Cancellation);
        Assert.True(again.Version > first.Version, "a version came again");
        Assert.NotEqual(generation, (await store.ReadAsync(Cancellation)).Generation);
        Assert.Contains(logger.Entries, entry => entry.Id.Id == 377 && entry.Level == LogLevel.Warning && entry.Message.StartsWith("PRG0377: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Older_content_of_the_same_generation_is_noticed_and_its_versions_do_not_come_again()
    {
        var logger = new RecordingLogger();
        var store = _server.Store(_server.NewScope(), logger: logger);
        await using var watching = new Watching(store);
        var old = await store.TryWriteAsync("a", "old"u8.ToArray(), 0, Cancellation);
        await _server.Database.ExecuteAsync("SAVE");
        var kept = await File.ReadAllBytesAsync(_server.DumpFile, Cancellation);
        var lost = await store.TryWriteAsync("a", "lost"u8.ToArray(), old.Version, Cancellation);
        await store.TryWriteAsync("b", "lost"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("b");
        var generation = (await store.ReadAsync(Cancellation)).Generation;
        var (a, b) = (watching.Count("a"), watching.Count("b"));

        await _server.KillAsync();
        await File.WriteAllBytesAsync(_server.DumpFile, kept, Cancellation);
        await _server.StartAsync();

        await watching.HearsAsync("a", moreThan: a);
        await watching.HearsAsync("b", moreThan: b);
        var reading = await store.ReadAsync(Cancellation);
        Assert.Equal(generation, reading.Generation);
        Assert.Equal(old.Version, reading.Records["a"].Version);
        Assert.Equal("old"u8.ToArray(), reading.Records["a"].Content.ToArray());
        Assert.Contains(logger.Entries, entry => entry.Id.Id == 377);

        var stale = await store.TryWriteAsync("a", "wrong"u8.ToArray(), lost.Version, Cancellation);
        var next = await store.TryWriteAsync("a", "next"u8.ToArray(), old.Version, Cancellation);
        Assert.False(stale.Succeeded);
        Assert.True(next.Version > lost.Version, "a version came again");
    }
}
