using System.Text;
using Progressive.State;

namespace Progressive.Redis.Tests;

/// <summary>What stands in the server may have been written by anybody: it is said where, and nothing else happens.</summary>
public sealed class MalformedTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, bool> Fields
    {
        get
        {
            var rows = new TheoryData<string, string, string, bool>();
            foreach (var withoutScripts in new[] { false, true })
            {
                foreach (var (key, name, value) in new[]
                {
                    ("doc", "ver", "many"), ("doc", "ver", "-1"), ("doc", "ver", ""), ("doc", "gen", ""), ("doc", "gen", "a\nb"), ("doc", "gen", new string('g', 65)),
                    ("doc", "r:a", ""), ("doc", "r:a", "content"), ("doc", "r:a", ":content"), ("doc", "r:a", "0:x"), ("doc", "r:a", "-1:x"), ("doc", "r:a", "99999999999999999999:x"),
                    ("doc", "r:A", "1:x"), ("doc", "r:", "1:x"), ("doc", "r:a b", "1:x"), ("doc", "r:a", "1:" + new string('x', StateStore.MaxContentBytes + 1)),
                    ("rep", "boot", ""), ("rep", "boot", "1:x"), ("rep", "boot", "0:1:x"), ("rep", "BOOT", "1:1:x"), ("rep", "boot", "1:1:" + new string('x', SharedStateStore.MaxReportBytes + 1)),
                    ("log", "", "entry"), ("log", "", "1:"), ("log", "", "1:key"), ("log", "", "4000000000000000000:key:x"), ("log", "", "-1:key:x"), ("log", "", "1:KEY:x"), ("log", "", "1:k:" + new string('x', StateStore.MaxLogContentBytes + 1)),
                })
                {
                    rows.Add(key, name, value, withoutScripts);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_field_that_is_not_ours_is_named(string key, string field, string value, bool withoutScripts)
    {
        var scope = server.NewScope();
        var store = server.Store(scope, withoutScripts ? await server.UserWithoutScriptsAsync() : null);
        var name = $"{{pg:{scope}}}:{key}";
        if (key == "log")
        {
            await server.Database.ListRightPushAsync(name, value);
        }
        else
        {
            await server.Database.HashSetAsync(name, field, value);
        }

        var error = await Assert.ThrowsAsync<StateStoreException>(async () =>
        {
            _ = key switch
            {
                "doc" => (object)await store.ReadAsync(Cancellation),
                "rep" => await store.ReadReportsAsync(Cancellation),
                _ => await store.ReadLogAsync(10, Cancellation),
            };
        });

        Assert.Equal("PRG0374", error.Code);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1_000, error.Message);
    }

    [Theory]
    [InlineData("doc", "ver", "many", false)]
    [InlineData("doc", "ver", "many", true)]
    [InlineData("doc", "ver", "9000000000000000", false)]
    [InlineData("doc", "ver", "9000000000000000", true)]
    [InlineData("doc", "ver", "nan", false)]
    [InlineData("doc", "n", "many", false)]
    [InlineData("doc", "n", "many", true)]
    [InlineData("doc", "r:a", "content", false)]
    [InlineData("doc", "r:a", "content", true)]
    [InlineData("rep", "boot", "x", false)]
    [InlineData("rep", "boot", "x", true)]
    [InlineData("lease", "work", "x", false)]
    [InlineData("lease", "work", "x", true)]
    [InlineData("lease", "work", "x:y", false)]
    [InlineData("lease", "work", "x:y", true)]
    public async Task Nothing_is_written_over_a_field_that_is_not_ours(string key, string field, string value, bool withoutScripts)
    {
        var scope = server.NewScope();
        var store = server.Store(scope, withoutScripts ? await server.UserWithoutScriptsAsync() : null);
        await server.Database.HashSetAsync($"{{pg:{scope}}}:{key}", field, value);

        var error = await Assert.ThrowsAsync<StateStoreException>(() => field switch
        {
            "ver" or "r:a" => store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation).AsTask(),
            "n" or "boot" => store.ReportAsync("boot", "1"u8.ToArray(), Cancellation).AsTask(),
            _ => store.TryLeaseAsync("work", "boot", TimeSpan.FromMinutes(1), Cancellation).AsTask(),
        });

        Assert.Equal("PRG0374", error.Code);
        Assert.Equal(value, (string?)await server.Database.HashGetAsync($"{{pg:{scope}}}:{key}", field));
    }

    [Theory]
    [InlineData("doc", false)]
    [InlineData("doc", true)]
    [InlineData("idx", false)]
    [InlineData("idx", true)]
    [InlineData("rep", false)]
    [InlineData("rep", true)]
    [InlineData("lease", false)]
    [InlineData("lease", true)]
    [InlineData("log", false)]
    [InlineData("log", true)]
    public async Task A_key_of_another_kind_is_named(string key, bool withoutScripts)
    {
        var scope = server.NewScope();
        var store = server.Store(scope, withoutScripts ? await server.UserWithoutScriptsAsync() : null);
        await server.Database.StringSetAsync($"{{pg:{scope}}}:{key}", "text");

        var error = await Assert.ThrowsAsync<StateStoreException>(() => key switch
        {
            "doc" or "idx" => store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation).AsTask(),
            "rep" => store.ReportAsync("boot", "1"u8.ToArray(), Cancellation).AsTask(),
            "lease" => store.TryLeaseAsync("work", "boot", TimeSpan.FromMinutes(1), Cancellation).AsTask(),
            _ => store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", "1"u8.ToArray()), Cancellation).AsTask(),
        });

        Assert.Equal("PRG0374", error.Code);
    }

    [Fact]
    public async Task Members_of_the_index_that_are_not_ours_keep_nobody_from_hearing_of_others()
    {
        var scope = server.NewScope();
        var store = server.Store(scope);
        foreach (var (member, score) in new[] { ("A B", 5.0), ("inf", double.PositiveInfinity), ("half", 0.5), ("", 7) })
        {
            await server.Database.SortedSetAddAsync($"{{pg:{scope}}}:idx", member, score);
        }

        await using var watching = new Watching(store);
        await server.Store(scope).TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
        await watching.HearsAsync("a");
        Assert.Equal(0, watching.Count("A B"));
        Assert.Equal(0, watching.Count("inf"));
    }

    [Fact]
    public async Task Fields_of_later_versions_are_left_alone()
    {
        var scope = server.NewScope();
        var store = server.Store(scope);
        await server.Database.HashSetAsync($"{{pg:{scope}}}:doc", "x:later", Encoding.UTF8.GetBytes("kept"));

        Assert.True((await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation)).Succeeded);
        Assert.Single((await store.ReadAsync(Cancellation)).Records);
        Assert.Equal("kept", (string?)await server.Database.HashGetAsync($"{{pg:{scope}}}:doc", "x:later"));
    }
}
