using System.Text;
using Npgsql;
using Progressive.PostgreSql.Changes;
using Progressive.PostgreSql.Tests.Servers;
using Progressive.State;

namespace Progressive.PostgreSql.Tests;

/// <summary>Stores in a schema of this test's own, and what is said of them.</summary>
public abstract class StoreTest(PostgreSqlServer server) : IAsyncDisposable
{
    /// <summary>The usual second is for servers that do not share two processors with a test run.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly List<IAsyncDisposable> _opened = [];

    protected PostgreSqlServer Server => server;

    protected string Schema { get; } = server.NewName("progressive");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected PostgreSqlStateStore Open(
        string scope = "shop", Action<PostgreSqlStateOptions>? configure = null, string? connectionString = null, NpgsqlDataSource? dataSource = null, LogLines? log = null,
        bool isTimingShort = false)
    {
        var options = new PostgreSqlStateOptions
        {
            ConnectionString = dataSource is null ? connectionString ?? Server.ConnectionString : null,
            Schema = Schema,
            OperationTimeout = s_patience,
        };
        configure?.Invoke(options);
        var timing = isTimingShort ? HintTiming.Usual with { TestEvery = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMilliseconds(500) } : HintTiming.Usual;
        var store = new PostgreSqlStateStore(dataSource, options, new StateScope(scope, "test"), TimeProvider.System, log, timing);
        _opened.Add(store);
        return store;
    }

    /// <summary>A role that may do nothing yet.</summary>
    protected async Task<string> NewRoleAsync(string options = "")
    {
        var role = Server.NewName("role");
        await Server.ExecuteAsync($"CREATE ROLE {role} LOGIN {options}");
        return role;
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);

    protected static async Task<long> WriteAsync(StateStore store, string key, string content, long expected = 0)
    {
        var result = await store.TryWriteAsync(key, Bytes(content), expected, Cancellation);
        Assert.True(result.Succeeded, $"'{key}' is at version {result.Version}, not {expected}.");
        return result.Version;
    }

    protected static async Task<StateStoreException> FailsAsync(string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<StateStoreException>(call);
        Assert.Equal(code, error.Code);
        Assert.StartsWith($"{code}: ", error.Message, StringComparison.Ordinal);
        return error;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
