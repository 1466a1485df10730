using System.ComponentModel;
using BenchmarkDotNet.Running;
using Progressive.Benchmarks.Gates;

namespace Progressive.Benchmarks;

internal static class Program
{
    private static readonly string[] s_options = ["--short", "--wrk"];

    public static async Task<int> Main(string[] args)
    {
        if (args is not ["gates", .. var options])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
            return 0;
        }

        if (options.Except(s_options).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is no option. Usage: benchmarks gates [--short] [--wrk], or the arguments of BenchmarkDotNet.");
            return 2;
        }

        var isShort = options.Contains("--short");
        if (isShort)
        {
            Rounds.Size = (250, 0.3);
        }

        var run = new GateRun(Console.Out);
        run.Head();
        FlagGates.Run(run);
        ManyFlagGates.Run(run);
        ServiceGates.Run(run);
        await EndpointGates.RunAsync(run);
        await GuardGates.RunAsync(run, isShort);
        if (options.Contains("--wrk"))
        {
            try
            {
                await WrkGate.RunAsync(run, isShort ? 2 : 5);
            }
            catch (Win32Exception)
            {
                await Console.Error.WriteLineAsync("wrk is not installed: its gate was not measured.");
            }
        }

        return run.End();
    }
}
