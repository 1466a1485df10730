using Progressive.PostgreSql.Tests.Servers;

namespace Progressive.PostgreSql.Tests;

/// <summary>What the page tells to grant is enough, and no line of it is too much.</summary>
public sealed class PrivilegeTests(PostgreSqlServer server) : StoreTest(server)
{
    private static readonly string[] s_grants =
    [
        "GRANT USAGE ON SCHEMA progressive TO shop;",
        "GRANT SELECT ON progressive.schema_version TO shop;",
        "GRANT SELECT, INSERT, UPDATE ON progressive.scope TO shop;",
        "GRANT SELECT, INSERT, UPDATE ON progressive.record TO shop;",
        "GRANT SELECT, INSERT, DELETE ON progressive.log TO shop;",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON progressive.replica TO shop;",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON progressive.lease TO shop;",
    ];

    public static TheoryData<string, string> Rights
    {
        get
        {
            var rights = new TheoryData<string, string>();
            foreach (var grant in s_grants)
            {
                var (what, where) = (grant["GRANT ".Length..grant.IndexOf(" ON ", StringComparison.Ordinal)], grant[grant.IndexOf(" ON ", StringComparison.Ordinal)..^";".Length]);
                foreach (var right in what.Split(", "))
                {
                    rights.Add(right, where);
                }
            }

            return rights;
        }
    }

    [Fact]
    public async Task What_the_page_grants_is_enough()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "reference", "postgresql-state.md"), Cancellation);
        Assert.All(s_grants, grant => Assert.Contains(grant, page, StringComparison.Ordinal));
        var (_, store) = await GrantedAsync();

        await UseEverythingAsync(store);
        await using var watch = new Watch(store);
        await watch.TellsAsync("a");
    }

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task One_right_fewer_is_a_clear_error(string right, string where)
    {
        var (role, store) = await GrantedAsync();
        await Server.ExecuteAsync($"REVOKE {right}{Named(where, role).Replace($"TO {role}", $"FROM {role}", StringComparison.Ordinal)}");

        var error = await FailsAsync("PRG0382", () => UseEverythingAsync(store));

        Assert.Contains("permission denied", error.Message, StringComparison.Ordinal);
        Assert.Contains("docs/reference/postgresql-state.md", error.Message, StringComparison.Ordinal);
    }

    private async Task<(string Role, PostgreSqlStateStore Store)> GrantedAsync()
    {
        var role = await NewRoleAsync();
        await Server.ExecuteAsync(PostgreSqlStateStore.GetMigrationScript(Schema));
        foreach (var grant in s_grants)
        {
            await Server.ExecuteAsync(Named(grant, role));
        }

        return (role, Open(connectionString: Server.For(role)));
    }

    private string Named(string sql, string role) => sql
        .Replace("progressive", $"\"{Schema}\"", StringComparison.Ordinal)
        .Replace("TO shop", $"TO {role}", StringComparison.Ordinal);

    private static async Task UseEverythingAsync(PostgreSqlStateStore store)
    {
        var version = await WriteAsync(store, "a", "1");
        await WriteAsync(store, "a", "2", version);
        Assert.Single((await store.ReadAsync(Cancellation)).Records);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
        Assert.Single(await store.ReadLogAsync(10, Cancellation));
        await store.ReportAsync("boot", Bytes("said"), Cancellation);
        await store.ReportAsync("boot", Bytes("said again"), Cancellation);
        Assert.Single(await store.ReadReportsAsync(Cancellation));
        await store.RetractReportAsync("boot", Cancellation);
        Assert.True(await store.TryLeaseAsync("lease", "me", TimeSpan.FromMinutes(1), Cancellation));
        await store.ReleaseLeaseAsync("lease", "me", Cancellation);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Progressive.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Progressive.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
