using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Progressive.Definitions;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>The framework empties a file provider whose file breaks; nothing of that may reach a flag.</summary>
public sealed class ConfigurationReloadTests
{
    private const string Killed = """{"Progressive":{"Flags":{"checkout":false}}}""";
    private const string On = """{"Progressive":{"Flags":{"checkout":"on","other":"on"}}}""";

    private readonly FakeFiles _files = new();

    [Fact]
    public void Breaking_one_file_and_reloading_another_keeps_the_kill_switch_of_the_first()
    {
        var configuration = Two();
        using var host = new Host(configuration);
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);

        Change("a.json", """{"Progressive":{"Flags":{"checkout":fal""");
        Assert.Equal("on", configuration["Progressive:Flags:checkout"]);
        Change("b.json", """{"Progressive":{"Flags":{"checkout":"on","other":"off"}}}""");

        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);
        Assert.True(host.Flags.IsEnabled("other"));
        Assert.Equal(1, host.Set.Version);
        var line = Assert.Single(host.Log.Of(1001));
        Assert.Contains("PRG0011", line, StringComparison.Ordinal);
        Assert.Contains("a.json", line, StringComparison.Ordinal);

        Change("a.json", Killed);
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);
        Assert.False(host.Flags.IsEnabled("other"));
        Assert.Equal(2, host.Set.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_application_that_handles_load_errors_itself_goes_on_doing_so(bool ignore)
    {
        var heard = 0;
        var configuration = Two(a => a.OnLoadException = context =>
        {
            heard++;
            context.Ignore = ignore;
        });
        using var host = new Host(configuration);
        _ = host.Flags;

        Change("a.json", "{");
        Change("b.json", """{"Progressive":{"Flags":{"checkout":"on","other":"off"}}}""");
        Assert.Equal(1, heard);
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);
        Assert.True(host.Flags.IsEnabled("other"));
    }

    [Fact]
    public void A_file_that_is_emptied_on_purpose_is_believed()
    {
        using var host = new Host(Two());
        _ = host.Flags;
        Change("a.json", "{}");
        Assert.True(host.Flags.IsEnabled("checkout"));
    }

    [Fact]
    public void A_required_file_that_vanishes_is_broken_and_an_optional_one_is_gone()
    {
        using var host = new Host(Two());
        _ = host.Flags;
        _files.Delete("a.json");
        _files.Notify("a.json");
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);

        using var lenient = new Host(Two(a => a.Optional = true));
        _ = lenient.Flags;
        _files.Delete("a.json");
        _files.Notify("a.json");
        Assert.True(lenient.Flags.IsEnabled("checkout"));
    }

    [Fact]
    public void The_moment_between_emptying_and_reporting_is_not_taken_for_content()
    {
        JsonConfigurationSource? source = null;
        using var host = new Host(Two(a => source = a));
        _ = host.Flags;

        // Whoever is called before us stands exactly in that moment.
        var ours = source!.OnLoadException!;
        var between = new List<EvaluationReason>();
        source.OnLoadException = context =>
        {
            Change("b.json", """{"Progressive":{"Flags":{"checkout":"on","other":"off"}}}""");
            between.Add(host.Flags.Evaluate("checkout").Reason);
            ours(context);
        };
        Change("a.json", "{");

        Assert.Equal([EvaluationReason.Disabled], between);
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);
        Assert.Equal(1, host.Set.Version);
    }

    [Fact]
    public void Reload_of_the_root_that_fails_changes_nothing()
    {
        var configuration = Two();
        using var host = new Host(configuration);
        _ = host.Flags;
        _files["b.json"] = "{";
        Assert.ThrowsAny<Exception>(configuration.Reload);
        Assert.Equal(1, host.Set.Version);
        _files["b.json"] = """{"Progressive":{"Flags":{"other":"off"}}}""";
        configuration.Reload();
        Assert.Equal("off", host.Variant("other"));
    }

    [Fact]
    public void Values_set_in_memory_count_after_a_reload()
    {
        var configuration = Configurations.Of("memory:Flags:a=on");
        using var host = new Host(configuration);
        Assert.True(host.Flags.IsEnabled("a"));
        configuration["Progressive:Flags:a"] = "false";
        configuration.Reload();
        Assert.False(host.Flags.IsEnabled("a"));
    }

    [Fact]
    public void A_reload_of_other_keys_puts_nothing_new_in_force()
    {
        var configuration = Configurations.Of("memory:Flags:a=on");
        using var host = new Host(configuration);
        _ = host.Flags;
        var before = host.Live.Current;
        configuration["Logging:Level"] = "x";
        configuration.Reload();
        Assert.Same(before, host.Live.Current);
        Assert.Equal(1, host.Set.Version);
    }

    [Fact]
    public void A_configuration_manager_is_followed_when_it_takes_on_providers()
    {
        var manager = new ConfigurationManager();
        manager.AddInMemoryCollection([KeyValuePair.Create("Progressive:Flags:a", (string?)"on")]);
        using var host = new Host(manager);
        Assert.True(host.Flags.IsEnabled("a"));
        manager.AddInMemoryCollection([KeyValuePair.Create("Progressive:Flags:a", (string?)"false")]);
        Assert.False(host.Flags.IsEnabled("a"));
    }

    [Fact]
    public void Handlers_are_given_back_at_the_end()
    {
        Action<FileLoadExceptionContext> handler = static _ => { };
        JsonConfigurationSource? source = null;
        using (var host = new Host(Two(a => (source = a).OnLoadException = handler)))
        {
            _ = host.Flags;
            Assert.NotSame(handler, source!.OnLoadException);
        }

        Assert.Same(handler, source.OnLoadException);
    }

    [Fact]
    public void Ten_thousand_flags_of_objects_are_read_in_one_pass()
    {
        var flags = Enumerable.Range(0, 10_000).ToDictionary(i => $"Progressive:Flags:f{i}:Owner", i => (string?)"x");
        var provider = new CountingProvider(flags);
        provider.Load();
        Assert.NotNull(ConfigurationLayers.Read(provider, "Progressive", []));
        Assert.Equal(0, provider.ChildKeyScans);
    }

    private IConfigurationRoot Two(Action<JsonConfigurationSource>? configureA = null)
    {
        _files["a.json"] = Killed;
        _files["b.json"] = On;
        var a = Configurations.File(_files, "a.json");
        configureA?.Invoke(a);
        return new ConfigurationBuilder().Add(Configurations.File(_files, "b.json")).Add(a).Build();
    }

    private void Change(string path, string text)
    {
        _files[path] = text;
        _files.Notify(path);
    }

    private sealed class CountingProvider(IDictionary<string, string?> data) : ConfigurationProvider
    {
        public int ChildKeyScans { get; private set; }

        public override bool TryGet(string key, out string? value) => data.TryGetValue(key, out value);

        public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
        {
            ChildKeyScans++;
            return base.GetChildKeys(earlierKeys, parentPath);
        }

        public override void Load() => Data = data;
    }
}
