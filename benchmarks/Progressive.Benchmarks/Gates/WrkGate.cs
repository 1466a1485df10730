using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>Requests for each second on loopback, bare and as variants, in turns; needs <c>wrk</c>.</summary>
internal static class WrkGate
{
    private const int Rounds = 10;

    public static async Task RunAsync(GateRun run, int seconds)
    {
        await using var bare = await StartAsync(EndpointCalls.AddNothing, EndpointCalls.MapBare);
        await using var variants = await StartAsync(EndpointCalls.AddVariants, EndpointCalls.MapVariants);
        await LoadAsync(bare, seconds);
        await LoadAsync(variants, seconds);
        run.Run(Gate.NotBelow("requests per second of an endpoint variant by the bare endpoint, wrk on loopback", 0.95, "x", () => MeasureAsync().GetAwaiter().GetResult()));

        async Task<double> MeasureAsync()
        {
            var ratios = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                // Who goes first changes, in case going first is worth something.
                var first = await LoadAsync(round % 2 == 0 ? bare : variants, seconds);
                var second = await LoadAsync(round % 2 == 0 ? variants : bare, seconds);
                ratios.Add(round % 2 == 0 ? second / first : first / second);
            }

            ratios.Sort();
            return (ratios[(Rounds / 2) - 1] + ratios[Rounds / 2]) / 2;
        }
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();

        // A line of log for every request would be all there is to measure.
        builder.Logging.ClearProviders();
        add(builder);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        return app;
    }

    private static async Task<double> LoadAsync(WebApplication app, int seconds)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        string[] arguments = ["-t1", "-c32", string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s"), "-H", "X-User: " + Users.Keys[7], address + "/checkout"];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("Requests failed. Nothing was measured.\n" + output);
        }

        var line = output.Split('\n').Single(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(line["Requests/sec:".Length..], CultureInfo.InvariantCulture);
    }
}
