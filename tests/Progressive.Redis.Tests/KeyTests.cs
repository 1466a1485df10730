using System.Globalization;
using System.Text;
using Progressive.State;

namespace Progressive.Redis.Tests;

public sealed class KeyTests(ClusterServer server) : IClassFixture<ClusterServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scope_has_five_keys_and_a_channel_however_many_records_there_are(bool withoutScripts)
    {
        var scope = server.NewScope();
        var store = server.Store(scope, withoutScripts ? await server.UserWithoutScriptsAsync() : null);
        await using var watching = new Watching(store);
        for (var n = 0; n < 1_000; n++)
        {
            Assert.True((await store.TryWriteAsync($"flag-{n.ToString(CultureInfo.InvariantCulture)}", Encoding.UTF8.GetBytes($"{n}"), 0, Cancellation)).Succeeded);
        }

        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "flag-1", "entry"u8.ToArray()), Cancellation);
        await store.ReportAsync("boot-1", "fine"u8.ToArray(), Cancellation);
        await store.TryLeaseAsync("work", "boot-1", TimeSpan.FromMinutes(1), Cancellation);
        await watching.HearsAsync("flag-999");

        Assert.Equal(1_000, (await store.ReadAsync(Cancellation)).Records.Count);
        string[] names = ["doc", "idx", "lease", "log", "rep"];
        var keys = server.Admin.Keys(pattern: $"*{scope.Environment}*").Select(key => (string)key!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names.Select(name => $"{{pg:{scope}}}:{name}"), keys);
        var channel = Assert.Single((string[])(await server.Admin.ExecuteAsync("PUBSUB", "CHANNELS"))!, name => name.Contains(scope.Environment, StringComparison.Ordinal));
        Assert.Equal($"{{pg:{scope}}}:ch", channel);
        var slots = new HashSet<int>();
        foreach (var name in keys.Append(channel))
        {
            slots.Add((int)await server.Admin.ExecuteAsync("CLUSTER", "KEYSLOT", name));
        }

        Assert.Single(slots);
        Assert.Equal(withoutScripts, store.Notice is not null);
    }

    [Fact]
    public async Task A_version_is_at_least_the_servers_time_and_so_none_comes_again_after_older_content_came_back()
    {
        var scope = server.NewScope();
        var store = server.Store(scope);
        var before = await server.Admin.TimeAsync();
        var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);

        Assert.True(first.Version >= Microseconds(before), $"{first.Version} is less than {Microseconds(before)}");
        await server.Database.HashSetAsync($"{{pg:{scope}}}:doc", "ver", first.Version + 3_600_000_000);
        var ahead = await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, Cancellation);
        Assert.Equal(first.Version + 3_600_000_001, ahead.Version);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_was_never_written_keeps_the_generation_that_this_process_would_give_it(bool withoutScripts)
    {
        var scope = server.NewScope();
        var store = server.Store(scope, withoutScripts ? await server.UserWithoutScriptsAsync() : null);
        var unwritten = await store.ReadAsync(Cancellation);

        await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        Assert.Equal(unwritten.Generation, (await store.ReadAsync(Cancellation)).Generation);
        await server.Database.KeyDeleteAsync($"{{pg:{scope}}}:doc");
        var lost = await store.ReadAsync(Cancellation);

        Assert.NotEqual(unwritten.Generation, lost.Generation);
        Assert.Equal(0, lost.Version);
        Assert.Empty(lost.Records);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Old_reports_are_dropped_a_few_at_a_time_and_make_room(bool withoutScripts)
    {
        var scope = server.NewScope();
        var store = server.Store(scope, withoutScripts ? await server.UserWithoutScriptsAsync() : null);
        Assert.Equal(1, await store.ReportAsync("mine", "1"u8.ToArray(), Cancellation));
        var now = Microseconds(await server.Admin.TimeAsync()) / 1000;
        var (old, young) = (now - 3_660_000, now - 60_000);
        for (var n = 0; n < SharedStateStore.MaxReplicas - 1; n++)
        {
            var said = n < 30 ? old : young;
            await server.Database.HashSetAsync($"{{pg:{scope}}}:rep", $"other-{n}", $"{n + 2}:{said}:x", flags: StackExchange.Redis.CommandFlags.FireAndForget);
            await server.Database.SortedSetAddAsync($"{{pg:{scope}}}:idx", $":other-{n}", -said, flags: StackExchange.Redis.CommandFlags.FireAndForget);
        }

        await server.Database.HashSetAsync($"{{pg:{scope}}}:doc", "n", SharedStateStore.MaxReplicas);

        Assert.Equal(1, await store.ReportAsync("mine", "2"u8.ToArray(), Cancellation));
        Assert.Equal(SharedStateStore.MaxReplicas - 20, (await store.ReadReportsAsync(Cancellation)).Count);
        Assert.Equal(SharedStateStore.MaxReplicas + 1, await store.ReportAsync("new", "2"u8.ToArray(), Cancellation));
        Assert.Equal(SharedStateStore.MaxReplicas - 29, (await store.ReadReportsAsync(Cancellation)).Count);
        for (var n = 0; n < 29; n++)
        {
            await store.ReportAsync($"next-{n}", "2"u8.ToArray(), Cancellation);
        }

        var error = await Assert.ThrowsAsync<StateStoreException>(async () => await store.ReportAsync("late", "2"u8.ToArray(), Cancellation));
        Assert.Equal("PRG0375", error.Code);
        Assert.Equal(1, await store.ReportAsync("mine", "3"u8.ToArray(), Cancellation));
    }

    [Fact]
    public async Task Applications_and_environments_do_not_meet()
    {
        var one = server.NewScope();
        var other = new StateScope("shop2", one.Environment);
        var (mine, theirs) = (server.Store(one), server.Store(other));
        await mine.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        await mine.ReportAsync("boot", "1"u8.ToArray(), Cancellation);
        Assert.True(await mine.TryLeaseAsync("work", "boot", TimeSpan.FromMinutes(1), Cancellation));

        Assert.Empty((await theirs.ReadAsync(Cancellation)).Records);
        Assert.Empty(await theirs.ReadReportsAsync(Cancellation));
        Assert.True(await theirs.TryLeaseAsync("work", "other", TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(await mine.TryLeaseAsync("work", "other", TimeSpan.FromMinutes(1), Cancellation));
    }

    private static long Microseconds(DateTime time) => (time.ToUniversalTime() - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
