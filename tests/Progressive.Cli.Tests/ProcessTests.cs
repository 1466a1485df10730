using System.Diagnostics;

namespace Progressive.Cli.Tests;

/// <summary>The program itself: what a shell sees of it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Data_goes_to_the_output_and_talk_to_the_error_stream()
    {
        var good = await RunAsync("validate shop.json");
        Assert.Equal((0, ""), (good.ExitCode, good.Output));
        Assert.EndsWith("1 file, 3 flags: no problems.\n", good.Error, StringComparison.Ordinal);

        var bad = await RunAsync("validate mistakes.json");
        Assert.Equal(1, bad.ExitCode);
        ToolRun.AssertGolden("validate-mistakes.txt", bad.Output);

        var wrong = await RunAsync("simulate shop.json");
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
    }

    [Fact]
    public async Task It_reads_its_input_and_knows_its_version()
    {
        var run = await RunAsync("validate -", """{ "Flags": { "a": 3 } }""");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("stdin(1,14): error PRG0031", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", (await RunAsync("--version")).Output);
        var help = (await RunAsync("--help")).Output;
        Assert.Contains("simulate", help, StringComparison.Ordinal);
        Assert.Matches(@"Usage:\s+progressive \[command\]", help);
        Assert.Matches(@"Usage:\s+progressive import <file>", (await RunAsync("import --help")).Output);
    }

    [Fact]
    public async Task The_same_seed_prints_the_same_in_another_process()
    {
        var run = await RunAsync("simulate shop.json --flag checkout --rps 40 --runs 20 --seed 3");
        Assert.Equal(0, run.ExitCode);
        ToolRun.AssertGolden("simulate-healthy.txt", run.Output);
    }

    [Fact]
    public async Task An_interrupt_stops_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no signal to send.");
        using var process = Start("simulate shop.json --flag checkout --rps 2000 --runs 100000 --for 300d");
        process.StandardInput.Close();
        Assert.Equal("Simulating the rollout of 'checkout' ...", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken));
        Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<ToolRun> RunAsync(string commandLine, string input = "")
    {
        using var process = Start(commandLine);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }

    private static Process Start(string commandLine)
    {
        string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "Progressive.Cli.dll"), .. ToolRun.Split(commandLine)];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = ToolRun.Folder,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
