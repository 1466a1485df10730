using System.Globalization;
using Npgsql;

namespace Progressive.PostgreSql.Tests.Servers;

/// <summary>A PostgreSQL of these tests' own, on loopback and without care for the disk.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private readonly int _port = ServerProcess.FreePort();
    private DirectoryInfo? _folder;
    private NpgsqlDataSource? _owner;
    private int _names;

    public int Port => _port;

    /// <summary>As the owner of everything.</summary>
    public string ConnectionString => For("postgres");

    private string DataFolder => Path.Combine(_folder!.FullName, "data");

    public string For(string user, string? more = null) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=postgres;Username={user};{more}");

    /// <summary>A name that no other test has: for schemas, scopes and roles.</summary>
    public string NewName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Interlocked.Increment(ref _names)}");

    public async ValueTask InitializeAsync()
    {
        _folder = await ServerProcess.CreateFolderAsync("postgresql-");
        await ServerProcess.RunAsServerAsync(Command("initdb"), "-D", DataFolder, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C");
        await StartAsync();
        _owner = NpgsqlDataSource.Create(For("postgres", "Application Name=tests"));
    }

    public Task StartAsync() => ServerProcess.RunAsServerAsync(
        Command("pg_ctl"),
        "start", "-s", "-w", "-D", DataFolder, "-l", Path.Combine(_folder!.FullName, "log"),
        "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{_folder.FullName}' -c fsync=off -c max_connections=300"));

    /// <summary>As a loss of power: no goodbye, and unlogged tables are empty afterwards.</summary>
    public async Task StopAsync()
    {
        await ServerProcess.RunAsServerAsync(Command("pg_ctl"), "stop", "-s", "-m", "immediate", "-D", DataFolder);

        // What it held is gone.
        _owner!.Clear();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _owner!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _owner!.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task<List<string>> ListAsync(string sql)
    {
        await using var command = _owner!.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public Task<NpgsqlConnection> ConnectAsync() => _owner!.OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_owner is not null)
        {
            await StopAsync();
            await _owner.DisposeAsync();
        }

        _folder?.Delete(recursive: true);
    }

    /// <summary>Debian keeps the commands of each version apart, and not on the path.</summary>
    private static string Command(string name) => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin", name)).FirstOrDefault(File.Exists) ?? name
        : name;
}
