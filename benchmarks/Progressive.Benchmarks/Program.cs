using BenchmarkDotNet.Running;
using Progressive.Benchmarks.Gates;

namespace Progressive.Benchmarks;

internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not ["gates", .. var options])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
            return 0;
        }

        if (options.Except(["--short", "--wrk"]).FirstOrDefault() is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown}' is no option. Usage: benchmarks gates [--short] [--wrk], or the arguments of BenchmarkDotNet.");
            return 2;
        }

        if (options.Contains("--short"))
        {
            Rounds.Size = (250, 0.3);
        }

        var run = new GateRun(Console.Out);
        run.Head();
        FlagGates.Run(run);
        return run.End();
    }
}
