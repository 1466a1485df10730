using System.ComponentModel;
using BenchmarkDotNet.Running;
using Progressive.Benchmarks.Gates;

namespace Progressive.Benchmarks;

internal static class Program
{
    private const string Usage = "Usage: benchmarks gates [--short] [flags] [many] [services] [endpoints] [guards] [wrk], or the arguments of BenchmarkDotNet.";

    private static readonly string[] s_default = ["flags", "many", "services", "endpoints", "guards"];

    public static async Task<int> Main(string[] args)
    {
        if (args is not ["gates", .. var options])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
            return 0;
        }

        if (options.Except([.. s_default, "--short", "wrk"]).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is no option. {Usage}");
            return 2;
        }

        var isShort = options.Contains("--short");
        if (isShort)
        {
            Rounds.Size = (250, 0.3);
        }

        var chosen = options.Where(o => o != "--short").ToArray();
        var run = new GateRun(Console.Out);
        run.Head();
        foreach (var gates in chosen.Length == 0 ? s_default : chosen)
        {
            switch (gates)
            {
                case "flags":
                    FlagGates.Run(run);
                    break;
                case "many":
                    ManyFlagGates.Run(run);
                    break;
                case "services":
                    ServiceGates.Run(run);
                    break;
                case "endpoints":
                    await EndpointGates.RunAsync(run);
                    break;
                case "guards":
                    await GuardGates.RunAsync(run, isShort);
                    break;
                default:
                    await RunWrkAsync(run, isShort);
                    break;
            }
        }

        return run.End();
    }

    private static async Task RunWrkAsync(GateRun run, bool isShort)
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
}
