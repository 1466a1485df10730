using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Progressive.PostgreSql.Tests.Servers;

/// <summary>A PgBouncer that gives a server connection to a client for one transaction at a time, in front of a server.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly int _port;

    private PgBouncer(Process process, DirectoryInfo folder, int port) => (_process, _folder, _port) = (process, folder, port);

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres;No Reset On Close=true");

    public static async Task<PgBouncer> StartAsync(PostgreSqlServer server)
    {
        var folder = await ServerProcess.CreateFolderAsync("pgbouncer-");
        var port = ServerProcess.FreePort();
        var users = Path.Combine(folder.FullName, "users");
        await File.WriteAllTextAsync(users, "\"postgres\" \"\"\n", TestContext.Current.CancellationToken);
        var configuration = Path.Combine(folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            configuration,
            string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                postgres = host=127.0.0.1 port={server.Port} dbname=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = trust
                auth_file = {users}
                pool_mode = transaction
                """),
            TestContext.Current.CancellationToken);
        var bouncer = new PgBouncer(ServerProcess.StartAsServer("pgbouncer", "-q", configuration), folder, port);
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(bouncer._process.HasExited, "PgBouncer has ended; its errors are above.");
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            "PgBouncer takes connections");
        return bouncer;
    }

    public async ValueTask DisposeAsync()
    {
        // The child of runuser, if that is what was started, ends with the terminal signal it passes on.
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
