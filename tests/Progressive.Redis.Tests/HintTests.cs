using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Progressive.Redis.Tests;

/// <summary>Changes of others arrive at once where hints do, and soon where they do not.</summary>
public sealed class HintTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_instance_hears_of_a_write_within_a_quarter_of_a_second()
    {
        var scope = server.NewScope();
        // A poll that does not come: what arrives has been heard.
        var (writer, reader) = (server.Store(scope), server.Store(scope, configure: options => options.PollInterval = TimeSpan.FromMinutes(5)));
        const int Writes = 200;
        var written = new long[Writes];
        var heard = new long[Writes];
        await writer.TryWriteAsync("flag", "-1"u8.ToArray(), 0, Cancellation);
        await using var watch = reader.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());
        await Eventually.HoldsAsync(async () => (long)(await server.Database.ExecuteAsync("PUBSUB", "NUMSUB", $"{{pg:{scope}}}:ch"))[1] > 0, "the reader listens", Cancellation);

        var version = (await writer.ReadAsync(Cancellation)).Records["flag"].Version;
        for (var n = 0; n < Writes; n++)
        {
            written[n] = Stopwatch.GetTimestamp();
            version = (await writer.TryWriteAsync("flag", Encoding.UTF8.GetBytes(n.ToString(CultureInfo.InvariantCulture)), version, Cancellation)).Version;
            do
            {
                Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
                heard[n] = Stopwatch.GetTimestamp();
            }
            while (int.Parse((await reader.ReadAsync("flag", Cancellation)).Records["flag"].Content.Span, CultureInfo.InvariantCulture) < n);
        }

        var times = written.Zip(heard, Stopwatch.GetElapsedTime).Select(static time => time.TotalMilliseconds).Order().ToList();
        TestContext.Current.SendDiagnosticMessage("hint after the write: p50 {0:F1} ms, p99 {1:F1} ms, greatest {2:F1} ms", times[Writes / 2], times[Writes * 99 / 100 - 1], times[^1]);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p50 {times[Writes / 2]:F1} ms, p99 {times[Writes * 99 / 100 - 1]:F1} ms, greatest {times[^1]:F1} ms"));
        Assert.True(times[Writes * 99 / 100 - 1] <= 250, $"p99 is {times[Writes * 99 / 100 - 1]} ms");
        Assert.Null(reader.Notice);
    }

    [Fact]
    public async Task Killed_connections_cost_a_moment_and_no_change()
    {
        var scope = server.NewScope();
        var (writer, reader) = (server.Store(scope), server.Store(scope));
        await using var watching = new Watching(reader);
        for (var n = 0; n < 5; n++)
        {
            await writer.TryWriteAsync($"before-{n}", "1"u8.ToArray(), 0, Cancellation);
            await watching.HearsAsync($"before-{n}");
            await server.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await writer.TryWriteAsync($"after-{n}", "1"u8.ToArray(), 0, Cancellation);
            await watching.HearsAsync($"after-{n}");
        }
    }

    [Theory]
    [InlineData("resetchannels", "refuses them")]
    [InlineData("allchannels -publish", "refuses them")]
    [InlineData("allchannels -subscribe", "refuses them")]
    public async Task Without_hints_changes_are_found_and_the_notice_says_so(string rules, string reason)
    {
        await server.AllowAsync("deaf", $"~* +@all {rules}");
        var scope = server.NewScope();
        var logger = new RecordingLogger();
        var (writer, reader) = (server.Store(scope), server.Store(scope, "deaf", options => options.PollInterval = TimeSpan.FromMinutes(1), logger));
        await using var watching = new Watching(reader);
        await Eventually.HoldsAsync(() => reader.Notice is not null, "the notice", Cancellation);

        Assert.StartsWith("PRG0379: ", reader.Notice, StringComparison.Ordinal);
        Assert.Contains(reason, reader.Notice, StringComparison.Ordinal);
        await writer.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("a");
        Assert.True((await reader.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation)).Succeeded);
        await watching.HearsAsync("b");
        Assert.Single(logger.Entries, entry => entry.Id.Id == 379);
        Assert.DoesNotContain(logger.Entries, entry => entry.Id.Id == 370 && !entry.Message.Contains("changes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hints_that_vanish_without_an_error_are_missed_and_heard_again()
    {
        var scope = server.NewScope();
        var logger = new RecordingLogger();
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(server.Configuration());
        var time = new ShiftedTime();
        var store = new RedisStateStore(connection, new RedisStateOptions { OperationTimeout = TimeSpan.FromSeconds(20) }, scope, time, logger);
        await using var watching = new Watching(store);
        await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("a");
        await Eventually.HoldsAsync(() => Subscribers(scope) > 0, "the store listens", Cancellation);

        // As a proxy would that forgets who listens: nothing fails, nothing comes.
        await connection.GetSubscriber().UnsubscribeAsync(StackExchange.Redis.RedisChannel.Literal($"{{pg:{scope}}}:ch"));
        await Eventually.HoldsAsync(() => Subscribers(scope) == 0, "nobody listens", Cancellation);
        time.Shift(TimeSpan.FromSeconds(61));
        await Eventually.HoldsAsync(() => store.Notice is not null, "the notice", Cancellation);

        Assert.Contains("does not come back to it", store.Notice, StringComparison.Ordinal);
        var other = server.Store(scope);
        await other.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("b");
        time.Shift(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(() => store.Notice is null, "hints are heard again", Cancellation);
        Assert.Single(logger.Entries, entry => entry.Id.Id == 379);
        Assert.Single(logger.Entries, entry => entry.Id.Id == 380);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task What_strangers_publish_changes_nothing()
    {
        var scope = server.NewScope();
        var store = server.Store(scope);
        await using var watching = new Watching(store);
        await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("a");
        foreach (var hint in new[] { "", "?", "?0123456789abcdef", "::", "gen:9000000000000000:a", new string('x', 100_000), "\u0001\u0002" })
        {
            await server.Subscriber.PublishAsync(StackExchange.Redis.RedisChannel.Literal($"{{pg:{scope}}}:ch"), hint);
        }

        var written = await server.Store(scope).TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation);
        Assert.True(written.Succeeded);
        await watching.HearsAsync("b");
        Assert.Null(store.Notice);
    }

    private long Subscribers(Progressive.State.StateScope scope) => (long)server.Database.Execute("PUBSUB", "NUMSUB", $"{{pg:{scope}}}:ch")[1];

    /// <summary>The system's clock, set forward by hand; timers go by the system's.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private long _shift;

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _shift);

        public void Shift(TimeSpan time) => Interlocked.Add(ref _shift, (long)(time.TotalSeconds * System.TimestampFrequency));
    }
}
