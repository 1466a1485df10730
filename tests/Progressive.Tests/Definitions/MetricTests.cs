using Microsoft.Extensions.DependencyInjection;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Definitions;

public sealed class MetricTests
{
    [Fact]
    public void What_is_written_is_what_is_defined()
    {
        using var host = Host.Of("""
            {
              "Metrics": {
                "Cost_USD": { "Cap": 0.5 },
                "conversion": { "Per": "user", "Within": "24h" },
                "refunds": { "Per": "targetingKey", "Cap": "100" },
                "queue": { "Prometheus": "sum(queue{variant=\"{variant}\"})" },
                "bill": { "Source": "billing", "Query": "today", "Every": "1m" },
                "gc": { "Meter": "System.Runtime", "Instrument": "dotnet.gc.collections" },
                "plain": {}
              },
              "Flags": { "a": true }
            }
            """);
        _ = host.Flags;
        var metrics = host.Set.Metrics;
        Assert.Equal(new MetricDefinition("cost_usd") { Cap = 0.5 }, metrics.Find("COST_usd"));
        Assert.Equal(new MetricDefinition("conversion") { PerKey = true, Within = TimeSpan.FromDays(1) }, metrics.Find("conversion"));
        Assert.Equal(new MetricDefinition("refunds") { PerKey = true, Within = TimeSpan.FromHours(1), Cap = 100 }, metrics.Find("refunds"));
        var queue = metrics.Find("queue")!;
        Assert.Equal(("prometheus", TimeSpan.FromSeconds(15), true), (queue.Source, queue.Every, queue.IsPerVariant));
        var bill = metrics.Find("bill")!;
        Assert.Equal(("billing", "today", TimeSpan.FromMinutes(1), false), (bill.Source, bill.Query, bill.Every, bill.IsPerVariant));
        Assert.Equal(new MetricDefinition("gc") { Meter = "System.Runtime", Instrument = "dotnet.gc.collections" }, metrics.Find("gc"));
        Assert.Equal(new MetricDefinition("plain"), metrics.Find("plain"));
    }

    [Fact]
    public void Later_sources_change_members_and_code_is_the_weakest()
    {
        using var host = new Host(add: b => b
            .AddMetric("cost_usd", m => m.Cap(1))
            .AddMetric("conversion", m => m.PerTargetingKey(TimeSpan.FromMinutes(90)))
            .AddMetric("queue", m => m.From("prometheus", "q", TimeSpan.FromSeconds(5)))
            .AddMetric("gc", m => m.FromInstrument("System.Runtime", "x"))
            .AddDefinitionSource(_ => new ScriptedSource("""{ "Metrics": { "cost_usd": { "Cap": 2 }, "conversion": { "Cap": 1 } } }""")));
        _ = host.Flags;
        var metrics = host.Set.Metrics;
        Assert.Equal(2, metrics.Find("cost_usd")!.Cap);
        Assert.Equal(new MetricDefinition("conversion") { PerKey = true, Within = TimeSpan.FromMinutes(90), Cap = 1 }, metrics.Find("conversion"));
        Assert.Equal(TimeSpan.FromSeconds(5), metrics.Find("queue")!.Every);
        Assert.Equal("x", metrics.Find("gc")!.Instrument);
    }

    [Theory]
    [InlineData("\"a:b\": {}", "PRG0006", "no key of a metric")]
    [InlineData("\"error_rate\": {}", "PRG0550", "observed by itself")]
    [InlineData("\"m\": { \"Capp\": 1 }", "PRG0007", "Did you mean 'Cap'?")]
    [InlineData("\"m\": { \"Cap\": 0 }", "PRG0550", "Cap is a number above 0, but this is 0")]
    [InlineData("\"m\": { \"Cap\": -1 }", "PRG0550", "Cap is a number above 0")]
    [InlineData("\"m\": { \"Cap\": \"much\" }", "PRG0550", "but this is 'much'")]
    [InlineData("\"m\": { \"Cap\": \"NaN\" }", "PRG0550", "but this is 'NaN'")]
    [InlineData("\"m\": { \"Per\": \"tenant\" }", "PRG0550", "Per is 'call' or 'targetingKey'")]
    [InlineData("\"m\": { \"Within\": \"1h\" }", "PRG0550", "Add \"Per\": \"targetingKey\"")]
    [InlineData("\"m\": { \"Per\": \"user\", \"Within\": \"soon\" }", "PRG0110", "no duration: column 1")]
    [InlineData("\"m\": { \"Per\": \"user\", \"Within\": \"0s\" }", "PRG0110", "Within is zero")]
    [InlineData("\"m\": { \"Source\": \"billing\" }", "PRG0550", "both a Source and a Query")]
    [InlineData("\"m\": { \"Query\": \"q\" }", "PRG0550", "both a Source and a Query")]
    [InlineData("\"m\": { \"Meter\": \"x\" }", "PRG0550", "both a Meter and an Instrument")]
    [InlineData("\"m\": { \"Instrument\": \"x\" }", "PRG0550", "both a Meter and an Instrument")]
    [InlineData("\"m\": { \"Prometheus\": \"q\", \"Meter\": \"x\", \"Instrument\": \"y\" }", "PRG0550", "one of them only")]
    [InlineData("\"m\": { \"Prometheus\": \"q\", \"Per\": \"user\" }", "PRG0550", "knows no targeting keys")]
    [InlineData("\"m\": { \"Every\": \"1m\" }", "PRG0550", "no query")]
    [InlineData("\"m\": { \"Prometheus\": \"q\", \"Every\": \"100ms\" }", "PRG0550", "at least every second|more often than every second")]
    public void Mistakes_are_named(string metric, string code, string message)
    {
        using var host = Host.Of($$"""{ "Metrics": { {{metric}} } }""");
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Contains(message.Split('|')[^1], problem.Message, StringComparison.Ordinal);
        Assert.Equal(code, problem.Code);
        Assert.StartsWith("Metrics:", problem.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_collected()
    {
        using var host = Host.Of("""{ "Metrics": { "a": { "Cap": 0, "Every": "1m" }, "b": { "Query": "q", "Within": "1x" } } }""");
        Assert.Equal(4, host.ProblemsOfFirstLoad().Count);
    }
}
