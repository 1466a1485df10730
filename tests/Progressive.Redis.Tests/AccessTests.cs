using System.Text.RegularExpressions;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis.Tests;

/// <summary>The access rules of the page are enough for everything, and none of them is too much.</summary>
public sealed partial class AccessTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Scripts = "eval", Transactions = "multi";

    private static readonly Dictionary<string, string> s_rules = ReadRules();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Promises
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var promise in ConformanceTests.Suite(static _ => throw new InvalidOperationException()).Promises)
            {
                rows.Add(Scripts, promise);
                rows.Add(Transactions, promise);
            }

            return rows;
        }
    }

    public static TheoryData<string, string> Commands
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (mode, rules) in s_rules)
            {
                foreach (var command in rules.Split(' ').Where(static rule => rule.StartsWith('+')))
                {
                    rows.Add(mode, command[1..]);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task They_are_enough(string mode, string promise) => await ConformanceTests.Suite(name =>
    {
        var scope = new StateScope("rules-" + mode, name);
        var user = $"{mode}-{name}";
        server.AllowAsync(user, For(s_rules[mode], scope)).GetAwaiter().GetResult();
        return server.Store(scope, user);
    }).VerifyAsync(promise, Cancellation);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task None_is_too_much(string mode, string command)
    {
        var scope = server.NewScope();
        var user = $"less-{command}";
        await server.AllowAsync(user, For(s_rules[mode], scope).Replace($"+{command} ", "", StringComparison.Ordinal) + $" -{command}");
        var store = server.Store(scope, user, options =>
        {
            options.OperationTimeout = TimeSpan.FromSeconds(3);
            options.Configuration += ",keepAlive=1";
        });

        // Other tests have left scripts with the server, which would do without their text.
        await server.Admin.ScriptFlushAsync();

        var problem = await ProblemAsync(store, server.Store(scope, user, options => options.OperationTimeout = TimeSpan.FromSeconds(3)));

        if (command == "ping")
        {
            // Sent from time to time; where it is refused the client drops the connection.
            await Eventually.HoldsAsync(() => IsRefusedAsync(user, command), "ping is refused", Cancellation);
            return;
        }

        Assert.True(problem is not null, $"Everything works without {command}.");
        Assert.Matches("^PRG037[029]: ", problem);
    }

    [Theory]
    [InlineData(Scripts)]
    [InlineData(Transactions)]
    public async Task With_all_of_them_everything_works(string mode)
    {
        var scope = server.NewScope();
        await server.AllowAsync("all", For(s_rules[mode], scope));
        Assert.Null(await ProblemAsync(server.Store(scope, "all"), server.Store(scope, "all")));
    }

    /// <summary>Every operation; what it throws, or what a watch complains of.</summary>
    private static async Task<string?> ProblemAsync(RedisStateStore store, RedisStateStore other)
    {
        try
        {
            await using var watching = new Watching(store);
            var first = await store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation);
            await store.TryWriteAsync("a", "2"u8.ToArray(), first.Version, Cancellation);
            await store.ReadAsync(Cancellation);
            await store.ReadAsync("a", Cancellation);
            await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", "1"u8.ToArray()), Cancellation);
            await store.ReadLogAsync(10, Cancellation);
            await store.ReportAsync("boot", "1"u8.ToArray(), Cancellation);
            await store.ReportAsync("boot", "2"u8.ToArray(), Cancellation);
            await store.ReadReportsAsync(Cancellation);
            await store.RetractReportAsync("boot", Cancellation);
            await store.TryLeaseAsync("work", "boot", TimeSpan.FromMinutes(1), Cancellation);
            await store.ReleaseLeaseAsync("work", "boot", Cancellation);
            await watching.HearsAsync("a");
            await Task.WhenAll(WriteManyAsync(store, "mine"), WriteManyAsync(other, "other"));
        }
        catch (StateStoreException e)
        {
            return e.Message;
        }

        // A test of the channel ends within two seconds, one way or the other.
        var time = TimeProvider.System;
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < TimeSpan.FromSeconds(3);)
        {
            if (store.Notice is { } notice && notice.IndexOf("PRG0379", StringComparison.Ordinal) is >= 0 and var place)
            {
                return notice[place..];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, Cancellation);
        }

        return null;
    }

    /// <summary>Enough for two writers to meet, which is when transactions are given up.</summary>
    private static async Task WriteManyAsync(RedisStateStore store, string key)
    {
        for (long n = 0, version = 0; n < 100; n++)
        {
            version = (await store.TryWriteAsync(key, "1"u8.ToArray(), version, Cancellation)).Version;
        }
    }

    private async Task<bool> IsRefusedAsync(string user, string command)
    {
        foreach (var entry in (RedisResult[])(await server.Admin.ExecuteAsync("ACL", "LOG", "100"))!)
        {
            var fields = entry.ToDictionary();
            if ((string?)fields["username"] == user && (string?)fields["object"] == command)
            {
                return true;
            }
        }

        return false;
    }

    private static string For(string rules, StateScope scope) => rules.Replace("shop:prod", scope.ToString(), StringComparison.Ordinal);

    private static Dictionary<string, string> ReadRules()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Progressive.sln")))
        {
            root = root.Parent!;
        }

        return Rules().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs/reference/redis-state.md")))
            .Select(static match => string.Join(' ', match.Groups["rules"].Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)))
            .ToDictionary(static rules => rules.Contains("+eval ", StringComparison.Ordinal) ? Scripts : Transactions, StringComparer.Ordinal);
    }

    [GeneratedRegex("^ACL SETUSER shop on >PASSWORD (?<rules>[^`]+)^```", RegexOptions.Multiline)]
    private static partial Regex Rules();
}
