using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive.Definitions;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Definitions;

public sealed class LoaderTests
{
    [Theory]
    [InlineData("""{ "Flags": { "a": true } }""", "1 flag, 0 rollouts")]
    [InlineData("""{ "Flags": { "a": true, "b": { "Rollout": { "Steps": [ "100%" ] } } } }""", "2 flags, 1 rollout,")]
    public void One_is_one(string json, string said)
    {
        using var host = Host.Of(json);
        Assert.NotNull(host.Flags);
        Assert.Contains(said, Assert.Single(host.Log.Of(1000)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_first_load_throws_and_is_tried_again_when_asked_again()
    {
        var source = new ScriptedSource("""{"Flags":{"a":{"Default":"blue"}}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        Assert.Throws<DefinitionException>(() => host.Flags);
        Assert.Throws<DefinitionException>(() => host.Routes);
        source.Json = """{"Flags":{"a":true}}""";
        Assert.True(host.Flags.IsEnabled("a"));
    }

    [Fact]
    public async Task A_bad_first_load_stops_the_host_before_anything_starts()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Progressive:Flags:a:Rollout", (string?)"none")]);
        var started = new StartProbe();
        builder.Services.AddSingleton<IHostedService>(started);
        builder.Services.AddProgressiveDelivery();
        using var host = builder.Build();
        var e = await Assert.ThrowsAsync<DefinitionException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("PRG0020", Assert.Single(e.Problems).Code);
        Assert.False(started.Started);
    }

    [Fact]
    public async Task A_host_loads_without_anybody_reading_a_flag()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Progressive:Flags:a", (string?)"on"), KeyValuePair.Create("Progressive:Application", (string?)"shop")]);
        builder.Services.AddProgressiveDelivery();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var set = host.Services.GetRequiredService<DefinitionLoader>().Current!;
        Assert.Equal((1, "shop"), (set.FlagCount, set.Application));
        Assert.True(host.Services.GetRequiredService<IFlags>().IsEnabled("a"));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_bad_reload_of_any_kind_changes_nothing()
    {
        var source = new ScriptedSource("""{"Flags":{"a":true}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        _ = host.Flags;
        foreach (var bad in new[] { "{", "[]", """{"Flags":{"a":{"Default":"blue"}}}""", """{"Flags":5}""", """{"Flags":{"a":false},"Plans":{"p":{"Steps":["50% for 1m","40% for 1m","100%"]}}}""" })
        {
            source.Json = bad;
            Assert.True(host.Flags.IsEnabled("a"));
        }

        source.OnRead = static () => throw new TimeoutException("the network");
        source.Notify();
        Assert.True(host.Flags.IsEnabled("a"));
        Assert.Contains("PRG0003: The source ScriptedSource cannot be read: the network (TimeoutException).", host.Log.Of(1001)[^1], StringComparison.Ordinal);
        Assert.Equal(6, host.Log.Of(1001).Count);

        source.Notify();
        Assert.Equal(6, host.Log.Of(1001).Count);

        source.OnRead = null;
        source.Json = """{"Flags":{"a":false}}""";
        Assert.False(host.Flags.IsEnabled("a"));
        Assert.Equal(2, host.Set.Version);
    }

    [Fact]
    public void Followers_hear_what_is_in_force_and_then_every_set_in_order()
    {
        var source = new ScriptedSource("""{"Flags":{"a":{"Rollout":{"Steps":["100%"]}}}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        var early = new List<long>();
        var late = new List<int>();
        using var first = host.Loader.Follow(set => early.Add(set.Version));
        Assert.Empty(early);
        _ = host.Flags;
        using (host.Loader.Follow(set => late.Add(set.Rollouts.Count)))
        {
            source.Json = "{}";
        }

        source.Json = """{"Flags":{"a":true}}""";
        Assert.Equal([1, 2, 3], early);
        Assert.Equal([1, 0], late);
    }

    [Fact]
    public void A_follower_that_fails_keeps_nobody_from_the_definitions()
    {
        using var host = Host.Of("""{"Flags":{"a":true}}""");
        var told = 0;
        using var bad = host.Loader.Follow(_ => throw new InvalidOperationException("x"));
        using var good = host.Loader.Follow(_ => told++);
        Assert.True(host.Flags.IsEnabled("a"));
        Assert.Equal(1, told);
        Assert.Single(host.Log.Of(1005));
    }

    [Fact]
    public void Changes_during_a_load_cost_one_more_load_however_many_they_are()
    {
        var source = new ScriptedSource("""{"Flags":{"a":"v1"}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        _ = host.Flags;
        var before = source.Readings;
        source.OnRead = () =>
        {
            source.OnRead = null;
            for (var i = 0; i < 100; i++)
            {
                source.Json = $$$"""{"Flags":{"a":"v{{{i}}}"}}""";
            }
        };
        source.Notify();
        Assert.Equal(2, source.Readings - before);
        Assert.Equal("v99", host.Variant("a"));
    }

    [Fact]
    public void States_outlive_a_reload()
    {
        var source = new ScriptedSource("""{"Flags":{"a":true}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        _ = host.Flags;
        host.Live.Update("a", s => s with { KillReason = "smoke" });
        source.Json = """{"Flags":{"a":{"Default":"on"},"b":true}}""";
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("a").Reason);
    }

    [Fact]
    public void Variants_declared_after_the_first_load_count_at_once()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Rollout":{"Steps":["100%"]}}}}""");
        _ = host.Flags;
        Assert.Equal("1", host.Set.Rollouts[0].Revision);
        host.Declarations.Add(new VariantDeclaration("a", "stable", null, "x"), new VariantDeclaration("a", "candidate", "9", "x"));
        Assert.Equal("9", host.Set.Rollouts[0].Revision);
    }

    [Fact]
    public void After_the_end_nothing_reloads()
    {
        var source = new ScriptedSource("""{"Flags":{"a":true}}""");
        var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        _ = host.Flags;
        host.Dispose();
        var readings = source.Readings;
        source.Notify();
        Assert.Equal(readings, source.Readings);
    }

    [Fact]
    public void A_source_of_an_applications_own_may_use_any_case_but_not_both()
    {
        var layer = new DefinitionLayer("x", new System.Text.Json.Nodes.JsonObject { ["flags"] = new System.Text.Json.Nodes.JsonObject { ["A"] = true } });
        Assert.True(layer.Content.ContainsKey("FLAGS"));
        Assert.Throws<ArgumentException>(() => new DefinitionLayer("x", new System.Text.Json.Nodes.JsonObject { ["a"] = 1, ["A"] = 2 }));
    }

    private sealed class StartProbe : IHostedService
    {
        public bool Started { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Started = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
