using System.Globalization;
using System.Text;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

/// <summary>What every store owes; a new store derives from this class and brings itself.</summary>
public abstract class StateStoreConformance
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    protected abstract StateStore CreateStore();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Begins_empty_with_a_generation()
    {
        var reading = await CreateStore().ReadAsync(Cancellation);

        Assert.Empty(reading.Records);
        Assert.Equal(0, reading.Version);
        Assert.NotEmpty(reading.Generation);
        Assert.Empty(await CreateStore().ReadLogAsync(10, Cancellation));
    }

    [Fact]
    public async Task Reads_back_what_was_written()
    {
        var store = CreateStore();
        byte[] content = [0, 10, 13, 255, 32, 10];

        var created = await store.TryWriteAsync("Checkout/2", content, 0, Cancellation);
        var empty = await store.TryWriteAsync("nothing", ReadOnlyMemory<byte>.Empty, 0, Cancellation);
        var reading = await store.ReadAsync(Cancellation);

        Assert.True(created.Succeeded);
        Assert.True(empty.Succeeded);
        Assert.Equal(2, reading.Records.Count);
        var record = reading.Records["CHECKOUT/2"];
        Assert.Equal("checkout/2", record.Key);
        Assert.Equal(created.Version, record.Version);
        Assert.Equal(content, record.Content.ToArray());
        Assert.Equal(0, reading.Records["nothing"].Content.Length);
        Assert.True(reading.Version > 0);
    }

    [Fact]
    public async Task Keeps_a_copy_of_what_was_written()
    {
        var store = CreateStore();
        byte[] content = [1, 2, 3];

        await store.TryWriteAsync("a", content, 0, Cancellation);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", content), Cancellation);
        content[0] = 9;

        Assert.Equal([1, 2, 3], (await store.ReadAsync(Cancellation)).Records["a"].Content.ToArray());
        Assert.Equal([1, 2, 3], (await store.ReadLogAsync(1, Cancellation))[0].Content.ToArray());
    }

    [Fact]
    public async Task A_reading_does_not_change_under_its_reader()
    {
        var store = CreateStore();
        var first = await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation);
        var reading = await store.ReadAsync(Cancellation);

        await store.TryWriteAsync("a", Bytes("2"), first.Version, Cancellation);
        await store.TryWriteAsync("b", Bytes("2"), 0, Cancellation);

        Assert.Equal("1", Text(reading.Records["a"]));
        Assert.Single(reading.Records);
    }

    [Fact]
    public async Task A_write_at_another_version_changes_nothing_and_shows_what_is_there()
    {
        var store = CreateStore();
        var first = await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation);
        var second = await store.TryWriteAsync("a", Bytes("2"), first.Version, Cancellation);

        foreach (var stale in new[] { 0, first.Version, second.Version + 1 })
        {
            var result = await store.TryWriteAsync("a", Bytes("lost"), stale, Cancellation);

            Assert.False(result.Succeeded);
            Assert.Equal(second.Version, result.Version);
            Assert.Equal("2", Text(Assert.IsType<StateRecord>(result.Current)));
        }

        Assert.True(second.Version > first.Version);
        Assert.Equal("2", Text((await store.ReadAsync(Cancellation)).Records["a"]));
    }

    [Fact]
    public async Task A_write_over_a_record_that_does_not_exist_conflicts_with_nothing()
    {
        var store = CreateStore();

        var result = await store.TryWriteAsync("a", Bytes("1"), 7, Cancellation);

        Assert.False(result.Succeeded);
        Assert.Equal(0, result.Version);
        Assert.Null(result.Current);
        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
    }

    [Fact]
    public async Task Concurrent_writers_lose_no_increment()
    {
        var store = CreateStore();
        const int Writers = 10;
        const int Each = 100;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => IncrementAsync(store, Each), Cancellation)));

        Assert.Equal("1000", Text((await store.ReadAsync(Cancellation)).Records["counter"]));
    }

    [Fact]
    public async Task Only_one_of_many_creates_a_record()
    {
        var store = CreateStore();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            Task.Run(async () => await store.TryWriteAsync("a", Bytes($"{n}"), 0, Cancellation), Cancellation)));

        var winner = Assert.Single(results, result => result.Succeeded);
        Assert.All(results, result => Assert.Equal(winner.Version, result.Version));
    }

    [Fact]
    public async Task The_watch_begins_with_every_key_and_goes_on_with_changes()
    {
        var store = CreateStore();
        var first = await store.TryWriteAsync("a", Bytes("1"), 0, Cancellation);
        await store.TryWriteAsync("b", Bytes("1"), 0, Cancellation);
        await using var watch = store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal(["a", "b"], new[] { await NextAsync(watch), await NextAsync(watch) }.Order());

        var next = NextAsync(watch);
        await store.TryWriteAsync("a", Bytes("2"), first.Version, Cancellation);
        Assert.Equal("a", await next);

        next = NextAsync(watch);
        await store.TryWriteAsync("c", Bytes("1"), 0, Cancellation);
        Assert.Equal("c", await next);
    }

    [Fact]
    public async Task Every_watcher_sees_a_change_that_came_while_it_was_busy()
    {
        var store = CreateStore();
        await store.TryWriteAsync("first", Bytes("1"), 0, Cancellation);
        await using var one = store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await using var other = store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal("first", await NextAsync(one));
        Assert.Equal("first", await NextAsync(other));

        var x = await store.TryWriteAsync("x", Bytes("1"), 0, Cancellation);
        await store.TryWriteAsync("y", Bytes("1"), 0, Cancellation);
        await store.TryWriteAsync("x", Bytes("2"), x.Version, Cancellation);

        Assert.Equal(["x", "y"], new[] { await NextAsync(one), await NextAsync(one) }.Order());
        Assert.Equal(["x", "y"], new[] { await NextAsync(other), await NextAsync(other) }.Order());
    }

    [Fact]
    public async Task A_watch_ends_when_cancelled()
    {
        var store = CreateStore();
        using var stop = new CancellationTokenSource();
        await using var watch = store.WatchAsync(stop.Token).GetAsyncEnumerator(Cancellation);

        var next = NextAsync(watch);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task The_log_keeps_order_and_drops_the_oldest()
    {
        var store = CreateStore();
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1);
        const int Surplus = 3;
        for (var n = 0; n < StateStore.LogCapacity + Surplus; n++)
        {
            await store.AppendAsync(new(start.AddSeconds(n), "Checkout", Bytes($"step\n{n}")), Cancellation);
        }

        var all = await store.ReadLogAsync(int.MaxValue, Cancellation);
        var newest = await store.ReadLogAsync(2, Cancellation);

        Assert.Equal(StateStore.LogCapacity, all.Count);
        Assert.Equal(
            Enumerable.Range(Surplus, StateStore.LogCapacity).Select(n => $"step\n{n}"),
            all.Select(entry => Encoding.UTF8.GetString(entry.Content.Span)));
        Assert.Equal(start.AddSeconds(Surplus), all[0].At);
        Assert.Equal(TimeSpan.Zero, all[0].At.Offset);
        Assert.Equal("checkout", all[0].Key);
        Assert.Equal(all.TakeLast(2).Select(entry => entry.At), newest.Select(entry => entry.At));
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        var store = CreateStore();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadLogAsync(1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.TryWriteAsync("a", Bytes("1"), 0, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.AppendAsync(Entry("a", 1), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await store.WatchAsync(cancelled).GetAsyncEnumerator(Cancellation).MoveNextAsync());

        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
        Assert.Empty(await store.ReadLogAsync(1, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    [InlineData("å")]
    [InlineData("\u212A")] // the Kelvin sign, which becomes an ASCII k in lower case
    public async Task A_key_out_of_the_alphabet_is_refused_by_name(string key)
    {
        var store = CreateStore();

        var write = await Assert.ThrowsAsync<ArgumentException>(async () => await store.TryWriteAsync(key, Bytes("1"), 0, Cancellation));
        var append = await Assert.ThrowsAsync<ArgumentException>(async () => await store.AppendAsync(Entry(key, 1), Cancellation));

        Assert.StartsWith($"PRG0355: State key '{key}'", write.Message, StringComparison.Ordinal);
        Assert.StartsWith("PRG0355: ", append.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_have_128_characters_at_most()
    {
        var store = CreateStore();
        var longest = new string('k', StateStore.MaxKeyLength);

        Assert.True((await store.TryWriteAsync(longest, Bytes("1"), 0, Cancellation)).Succeeded);
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await store.TryWriteAsync(longest + "k", Bytes("1"), 0, Cancellation));

        Assert.Contains("129 characters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contents_have_a_limit_that_the_error_names()
    {
        var store = CreateStore();

        Assert.True((await store.TryWriteAsync("a", new byte[StateStore.MaxContentBytes], 0, Cancellation)).Succeeded);
        await store.AppendAsync(Entry("a", StateStore.MaxLogContentBytes), Cancellation);
        var write = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await store.TryWriteAsync("big", new byte[StateStore.MaxContentBytes + 1], 0, Cancellation));
        var append = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await store.AppendAsync(Entry("big", StateStore.MaxLogContentBytes + 1), Cancellation));

        Assert.StartsWith("PRG0356: The content of record 'big' has 262145 bytes; the limit is 262144.", write.Message, StringComparison.Ordinal);
        Assert.StartsWith("PRG0356: The content of log entry 'big' has 8193 bytes; the limit is 8192.", append.Message, StringComparison.Ordinal);
        Assert.Single((await store.ReadAsync(Cancellation)).Records);
    }

    [Fact]
    public async Task Senseless_numbers_are_refused()
    {
        var store = CreateStore();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.TryWriteAsync("a", Bytes("1"), -1, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ReadLogAsync(0, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.TryWriteAsync(null!, Bytes("1"), 0, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.AppendAsync(null!, Cancellation));
    }

    internal static async Task IncrementAsync(StateStore store, int times)
    {
        StateRecord? current = null;
        for (var done = 0; done < times;)
        {
            var value = current is null ? 0 : int.Parse(Text(current), CultureInfo.InvariantCulture);
            var content = Bytes($"{value + 1}");
            var result = await store.TryWriteAsync("counter", content, current?.Version ?? 0, Cancellation);
            done += result.Succeeded ? 1 : 0;
            current = result.Succeeded ? new("counter", result.Version, content) : result.Current;
        }
    }

    protected static async Task<string> NextAsync(IAsyncEnumerator<string> watch)
    {
        // The bound only turns a lost hint into a failure instead of a hang.
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(s_patience, Cancellation));
        return watch.Current;
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static string Text(StateRecord record) => Encoding.UTF8.GetString(record.Content.Span);

    private static StateLogEntry Entry(string key, int size) => new(DateTimeOffset.UnixEpoch, key, new byte[size]);
}
