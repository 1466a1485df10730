using BenchmarkDotNet.Running;
using Progressive.Benchmarks.Gates;

namespace Progressive.Benchmarks;

internal static class Program
{
    private const string Usage = "Usage: benchmarks gates [--short] [flags] [targeting] [many] [services] [endpoints] [ofrep] [evidence] [delays] [boundaries] [outages] [wrk], or the arguments of BenchmarkDotNet.";

    private static readonly string[] s_default = ["flags", "targeting", "many", "services", "endpoints", "ofrep", "evidence", "delays", "boundaries", "outages"];

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
        var chosen = options.Where(o => o != "--short").ToArray();
        return chosen is [var only]
            ? await GateGroup.RunAsync(only, isShort)
            : await GateGroup.RunEachInItsOwnProcessAsync(chosen.Length == 0 ? s_default : chosen, isShort);
    }
}
