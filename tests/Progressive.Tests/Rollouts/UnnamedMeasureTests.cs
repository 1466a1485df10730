using Microsoft.Extensions.DependencyInjection;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>A guard on a measure that nobody records is said at start, holds, and passes nothing.</summary>
public sealed class UnnamedMeasureTests
{
    private const string Plan = """ "Steps": ["50% for 1s", "100%"], "Guards": ["safety_flags rate < 1%", "error_rate < 50%", "latency p95 < 10s"] """;

    [Fact]
    public async Task A_measure_that_nothing_names_is_warned_of_once_and_holds()
    {
        using var process = await DefinedRollout.StartAsync(Plan);
        var warning = Assert.Single(process.Log.Of(3016));
        Assert.StartsWith("Guard 'safety_flags rate < 1%' of checkout is on 'safety_flags', which nothing under Metrics names", warning, StringComparison.Ordinal);

        process.Pass(TimeSpan.FromMinutes(1), calls: 20);
        Assert.Equal(("50%", true), (process.Weight, process.Status.IsHolding));
        Assert.Contains("no call of the candidate has recorded 'safety_flags' yet", process.Status.Waiting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Cap": 1 }""")]
    public async Task An_empty_object_says_that_code_records_it(string metric)
    {
        var json = DefinedRollout.Json(Plan);
        using var process = await DefinedRollout.StartAsync(b => b.AddDefinitionSource(_ => new ScriptedSource(
            string.Concat("{ \"Metrics\": { \"safety_flags\": ", metric, " }, ", json.AsSpan(json.IndexOf('{', StringComparison.Ordinal) + 1)))));
        Assert.Empty(process.Log.Of(3016));
        Assert.Empty(process.Log.Of(1));
        Assert.Equal("50%", process.Weight);
    }
}
