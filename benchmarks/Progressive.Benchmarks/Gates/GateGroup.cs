using System.ComponentModel;
using System.Diagnostics;

namespace Progressive.Benchmarks.Gates;

/// <summary>Gates that belong together.</summary>
internal static class GateGroup
{
    /// <summary>Runs one group here.</summary>
    /// <returns>0 when every gate is kept.</returns>
    public static async Task<int> RunAsync(string name, bool isShort)
    {
        if (isShort)
        {
            Rounds.Size = (250, 0.3);
        }

        var run = new GateRun(Console.Out);
        run.Head(name);
        switch (name)
        {
            case "flags":
                FlagGates.Run(run);
                break;
            case "targeting":
                TargetingGates.Run(run);
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
            case "ofrep":
                await OfrepGates.RunAsync(run);
                break;
            case "delays":
                await DelayGates.RunAsync(run, isShort);
                await LateFaultGates.RunAsync(run, isShort);
                break;
            case "boundaries":
                await FalseRollbackGates.RunAsync(run, isShort);
                break;
            case "outages":
                await OutageGates.RunAsync(run, isShort);
                break;
            case "evidence":
                await EvidenceGates.RunAsync(run);
                break;
            default:
                await RunWrkAsync(run, isShort);
                break;
        }

        return run.End();
    }

    /// <summary>
    /// Runs groups one after the other, each in a new process: what the compiler learned from one, and the heap it left, would otherwise be measured with the next.
    /// </summary>
    /// <returns>0 when every gate of every group is kept.</returns>
    public static async Task<int> RunEachInItsOwnProcessAsync(IReadOnlyList<string> names, bool isShort)
    {
        var worst = 0;
        foreach (var name in names)
        {
            string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(GateGroup).Assembly.Location] : [];
            string[] options = isShort ? ["--short"] : [];
            using var group = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. host, "gates", .. options, name]))!;
            await group.WaitForExitAsync();
            worst = Math.Max(worst, group.ExitCode);
        }

        return worst;
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
