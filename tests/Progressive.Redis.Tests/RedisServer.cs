using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis.Tests;

/// <summary>A server of this test run's own, in a directory of its own, without persistence; it ends with the fixture. Where none is installed tests fail.</summary>
public class RedisServer : IAsyncLifetime
{
    private readonly string[] _extra;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("progressive-redis-");
    private readonly List<RedisStateStore> _stores = [];
    private Process? _process;
    private ConnectionMultiplexer? _admin;
    private int _scopes;

    public RedisServer()
        : this([])
    {
    }

    internal RedisServer(params string[] extra) => _extra = extra;

    public int Port { get; private set; }

    /// <summary>For what only an administrator may do; never given to stores.</summary>
    public IServer Admin => _admin!.GetServer("127.0.0.1", Port);

    public IDatabase Database => _admin!.GetDatabase();

    public ISubscriber Subscriber => _admin!.GetSubscriber();

    public string DumpFile => Path.Combine(_directory.FullName, "dump.rdb");

    public virtual async ValueTask InitializeAsync()
    {
        Port = FreePort();
        await StartAsync();
    }

    public async Task StartAsync()
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--enable-debug-command", "local", "--dir", _directory.FullName, "--daemonize", "no", .. _extra,
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.HoldsAsync(ListensAsync, "the server listens", TestContext.Current.CancellationToken);
        _admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},allowAdmin=true,abortConnect=false,connectRetry=20,connectTimeout=20000,syncTimeout=20000,asyncTimeout=20000");
        await Eventually.HoldsAsync(() => Task.FromResult(_admin.IsConnected), "the server has started", TestContext.Current.CancellationToken);
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Ends the server as a power failure would.</summary>
    public async Task KillAsync()
    {
        await _admin!.DisposeAsync();
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Task.WhenAll(_stores.Select(static store => store.DisposeAsync().AsTask()));

        if (_admin is not null)
        {
            await _admin.DisposeAsync();
        }

        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    internal static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>A scope that no other test has used.</summary>
    internal StateScope NewScope() => new("shop", $"test-{Interlocked.Increment(ref _scopes)}");

    /// <summary>A store that is disposed with the server at the latest.</summary>
    internal RedisStateStore Store(StateScope scope, string? user = null, Action<RedisStateOptions>? configure = null, ILogger<RedisStateStore>? logger = null, TimeProvider? time = null)
    {
        // Machines that run tests are slow now and then, and what waits for a failure says so.
        var options = new RedisStateOptions { Configuration = Configuration(user), OperationTimeout = TimeSpan.FromSeconds(20) };
        configure?.Invoke(options);
        var store = new RedisStateStore(options, scope, time, logger);
        lock (_stores)
        {
            _stores.Add(store);
        }

        return store;
    }

    internal string Configuration(string? user = null) => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}" + (user is null ? "" : $",user={user},password=secret");

    /// <param name="name">The user; the password is <c>secret</c>.</param>
    /// <param name="rules">What the user may.</param>
    internal async Task AllowAsync(string name, string rules) =>
        await Admin.ExecuteAsync("ACL", [.. new[] { "SETUSER", name, "reset", "on", ">secret" }.Concat(rules.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Cast<object>()]);

    /// <summary>A user who may everything but run scripts.</summary>
    internal async Task<string> UserWithoutScriptsAsync()
    {
        await AllowAsync("noscripts", "~* &* +@all -@scripting");
        return "noscripts";
    }
}
