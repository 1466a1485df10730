using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Progressive.Tests.Definitions;

public sealed class ReloadStormTests
{
    private const int Evaluations = 1_000_000;
    private const int Flags = 300;

    /// <summary>Every flag of one set serves that set's variant. A snapshot in which two differ is torn; a smaller number than before is an older set.</summary>
    [Fact]
    public async Task A_million_evaluations_during_a_storm_of_reloads_see_whole_sets_in_order()
    {
        var source = new ScriptedSource(Json(0));
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        var flags = host.Flags;
        var live = host.Live;
        using var done = new CancellationTokenSource();
        var next = 0;
        var reloads = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                lock (source)
                {
                    source.Json = Json(++next);
                }

                host.Loader.Reload();
            }
        })).ToArray();

        var readers = Enumerable.Range(0, 2).Select(reader => Task.Run(() =>
        {
            var key = new FlagKey("f7");
            var last = 0;
            for (var i = 0; i < Evaluations / 2 || host.Set.Version <= 2; i++)
            {
                var snapshot = live.Current;
                Assert.True(snapshot.TryGet("f" + (i % Flags), out var one));
                Assert.True(snapshot.TryGet("f" + ((i * 7) % Flags), out var other));
                var seen = one.Everybody!.Variant;
                Assert.Equal(seen, other.Everybody!.Variant);
                Assert.Equal(Flags, snapshot.Count);

                var version = int.Parse(flags.Evaluate(key).Variant.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(version >= last, $"{version} after {last}");
                last = version;
            }
        })).ToArray();

        await Task.WhenAll(readers);
        await done.CancelAsync();
        await Task.WhenAll(reloads);
        host.Loader.Flush();
        Assert.Equal("v" + next, host.Variant("f0"));
        Assert.True(host.Set.Version > 2);
        Assert.Empty(host.Log.Of(1001));
    }

    private static string Json(int version) => "{\"Flags\":{" + string.Join(',', Enumerable.Range(0, Flags).Select(i => $"\"f{i}\":\"v{version}\"")) + "}}";
}
