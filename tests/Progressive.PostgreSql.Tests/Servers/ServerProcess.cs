using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Progressive.PostgreSql.Tests.Servers;

/// <summary>Runs what a server brings. PostgreSQL and PgBouncer refuse to run as root, so root runs them as the user whom the packages make.</summary>
internal static class ServerProcess
{
    private const string User = "postgres";

    /// <summary>A folder that the server may write into.</summary>
    public static async Task<DirectoryInfo> CreateFolderAsync(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", [User, folder.FullName]);
        }

        return folder;
    }

    /// <summary>Runs a command of the server's to its end, and fails if it does.</summary>
    public static Task RunAsServerAsync(string command, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", User, "--", command, .. arguments]) : RunAsync(command, arguments);

    /// <summary>Starts a command of the server's that stays.</summary>
    public static Process StartAsServer(string command, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? Start("runuser", ["-u", User, "--", command, .. arguments]) : Start(command, arguments);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string command, string[] arguments)
    {
        using var process = Start(command, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"'{command} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }

    private static Process Start(string command, string[] arguments)
    {
        try
        {
            // The working directory must be one that the other user may be in.
            return Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"These tests need '{command}'; on Debian: apt-get install postgresql pgbouncer.", e);
        }
    }
}
