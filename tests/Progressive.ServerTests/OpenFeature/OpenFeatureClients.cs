using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Progressive.ServerTests.OpenFeature;

/// <summary>The OpenFeature clients for servers and for browsers from npm, in a Node process that does as it is told.</summary>
internal sealed class OpenFeatureClients : IAsyncDisposable
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "OpenFeature", "clients");
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly SemaphoreSlim s_installing = new(1, 1);

    private readonly Process _process;

    private OpenFeatureClients(Process process) => _process = process;

    public static async Task<OpenFeatureClients> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InstallAsync(cancellationToken);
            var start = new ProcessStartInfo("node", ["clients.mjs"]) { WorkingDirectory = s_folder, RedirectStandardInput = true, RedirectStandardOutput = true };
            return new OpenFeatureClients(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("These tests need 'node' (18 or newer) and 'npm' on the path; on Debian: apt-get install nodejs npm.", e);
        }
    }

    /// <summary>Gives a command and waits for the answer.</summary>
    public async Task<JsonNode> DoAsync(string command, JsonObject? with, CancellationToken cancellationToken)
    {
        var line = with is null ? [] : (JsonObject)with.DeepClone();
        line["command"] = command;
        await _process.StandardInput.WriteLineAsync(line.ToJsonString().AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var answer = await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(s_patience, cancellationToken);
        return JsonNode.Parse(answer ?? throw new InvalidOperationException("Node has ended; its errors are above."))!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // The versions are those of package.json, each one exactly. What was installed for it before, in this output, is taken again.
    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        await s_installing.WaitAsync(cancellationToken);
        try
        {
            var wanted = await File.ReadAllTextAsync(Path.Combine(s_folder, "package.json"), cancellationToken);
            var mark = Path.Combine(s_folder, "node_modules", "installed.json");
            if (File.Exists(mark) && await File.ReadAllTextAsync(mark, cancellationToken) == wanted)
            {
                return;
            }

            string[] arguments = ["install", "--package-lock=false", "--ignore-scripts", "--no-audit", "--no-fund"];
            using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = Task.WhenAll(npm.StandardOutput.ReadToEndAsync(cancellationToken), npm.StandardError.ReadToEndAsync(cancellationToken));
            await npm.WaitForExitAsync(cancellationToken).WaitAsync(s_patience, cancellationToken);
            Assert.True(npm.ExitCode == 0, $"npm install failed: {string.Join(Environment.NewLine, await said)}");
            await File.WriteAllTextAsync(mark, wanted, cancellationToken);
        }
        finally
        {
            s_installing.Release();
        }
    }
}
