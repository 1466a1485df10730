using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>Several providers, reloads, and what the section of ours lays over theirs.</summary>
public sealed class MicrosoftSourceTests
{
    private const string Base = """
        { "feature_management": { "feature_flags": [
            { "id": "A", "enabled": true, "conditions": { "client_filters": [ { "name": "Targeting", "parameters": { "Audience": { "Users": [ "adam" ], "DefaultRolloutPercentage": 0 } } } ] } },
            { "id": "B", "enabled": true } ] } }
        """;

    /// <summary>The second file's first flag is not the first file's first flag: configuration would mix the two.</summary>
    [Fact]
    public void Providers_are_merged_by_id_and_not_by_position()
    {
        using var ours = Over(Base, """{ "feature_management": { "feature_flags": [ { "id": "b", "enabled": false }, { "id": "C", "enabled": true } ] } }""");
        Assert.Equal(("off", "on"), (ours.Variant("A", new EvaluationContext("eve")), ours.Variant("A", new EvaluationContext("adam"))));
        Assert.Equal("off", ours.Variant("B"));
        Assert.Equal("on", ours.Variant("C"));
    }

    [Fact]
    public void An_entry_that_says_only_its_position_is_refused()
    {
        using var ours = Over(Base, """{ "feature_management": { "feature_flags": [ { "enabled": false } ] } }""");
        var problem = Assert.Single(ours.ProblemsOfFirstLoad());
        Assert.Equal(("PRG0071", "feature_management:feature_flags:0"), (problem.Code, problem.Path));
    }

    [Fact]
    public void Legacy_flags_are_merged_member_by_member_and_the_newer_schema_wins()
    {
        using var ours = Over(
            """{ "FeatureManagement": { "A": { "RequirementType": "All", "EnabledFor": [ { "Name": "AlwaysOn" }, { "Name": "Targeting", "Parameters": { "Audience": { "Users": [ "adam" ] } } } ] }, "B": true, "C": false } }""",
            """{ "FeatureManagement": { "A": { "RequirementType": "Any" }, "B": false }, "feature_management": { "feature_flags": [ { "id": "c", "enabled": true } ] } }""");
        Assert.Equal("on", ours.Variant("A", new EvaluationContext("eve")));
        Assert.Equal("off", ours.Variant("B"));
        Assert.Equal("on", ours.Variant("C"));
    }

    /// <summary>Theirs goes on asking the filters of a flag that another provider has set to false.</summary>
    [Fact]
    public void False_switches_a_legacy_flag_off_whatever_was_written_before()
    {
        using var ours = Over("""{ "FeatureManagement": { "A": { "EnabledFor": [ { "Name": "AlwaysOn" } ] } } }""", """{ "FeatureManagement": { "A": "false" } }""");
        Assert.Equal("off", ours.Variant("A"));
    }

    [Fact]
    public void The_section_of_ours_is_laid_over_theirs()
    {
        using var ours = Over(Base, """{ "Progressive": { "Flags": { "A": { "Enabled": false } } } }""");
        Assert.Equal("off", ours.Variant("A", new EvaluationContext("adam")));
        Assert.Equal(EvaluationReason.Disabled, ours.Flags.Evaluate("A").Reason);
        Assert.Equal("on", ours.Variant("B"));
    }

    [Fact]
    public void A_section_that_was_handed_over_is_one_of_flags()
    {
        var configuration = Theirs.Over("""{ "Toggles": { "A": true, "B": { "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Audience": { "Users": [ "adam" ] } } } ] } } }""");
        using var ours = new Host(add: b => b.AddMicrosoftFeatureFlags(configuration.GetSection("Toggles")));
        Assert.Equal("on", ours.Variant("A"));
        Assert.Equal(("off", "on"), (ours.Variant("B", new EvaluationContext("eve")), ours.Variant("B", new EvaluationContext("adam"))));
    }

    [Fact]
    public void A_flag_without_an_equivalent_stops_the_first_load_unless_such_flags_are_skipped()
    {
        const string custom = """{ "feature_management": { "feature_flags": [ { "id": "A", "enabled": true }, { "id": "B", "enabled": true, "conditions": { "client_filters": [ { "name": "Browser" } ] } } ] } }""";
        using (var strict = Over(custom))
        {
            Assert.Equal("PRG0073", Assert.Single(strict.ProblemsOfFirstLoad()).Code);
        }

        using var lenient = new Host(Theirs.Over(custom), static b => b.AddMicrosoftFeatureFlags(skipUntranslatable: true));
        Assert.Equal("on", lenient.Variant("A"));
        Assert.Equal(EvaluationError.FlagNotFound, lenient.Flags.Evaluate("B").Error);
        var said = Assert.Single(lenient.Log.Of(1007));
        Assert.Contains("'B': PRG0073", said, StringComparison.Ordinal);
        Assert.Empty(lenient.Log.Of(1002));
    }

    /// <summary>What has no id may be what switches a flag off: nobody skips that.</summary>
    [Fact]
    public void An_entry_that_belongs_to_no_flag_stops_the_first_load_whatever_is_skipped()
    {
        using var ours = new Host(
            Theirs.Over(Base, """{ "feature_management": { "feature_flags": [ { "enabled": false } ] } }"""), static b => b.AddMicrosoftFeatureFlags(skipUntranslatable: true));
        Assert.Equal("PRG0071", Assert.Single(ours.ProblemsOfFirstLoad()).Code);
    }

    [Fact]
    public void An_entry_that_belongs_to_no_flag_holds_a_reload_whatever_is_skipped()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["feature_management:feature_flags:0:id"] = "A",
            ["feature_management:feature_flags:0:enabled"] = "true",
        }).AddInMemoryCollection().Build();
        using var ours = new Host(configuration, static b => b.AddMicrosoftFeatureFlags(skipUntranslatable: true));
        Assert.Equal("on", ours.Variant("A"));

        configuration.Providers.Last().Set("feature_management:feature_flags:0:enabled", "false");
        configuration.Reload();
        ours.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("on", ours.Variant("A"));
        Assert.Contains("PRG0071", Assert.Single(ours.Log.Of(1001)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_providers_repeat_is_said_once()
    {
        const string nameless = """{ "feature_management": { "feature_flags": [ { "enabled": false } ] } }""";
        using var ours = Over(nameless, nameless);
        Assert.Single(ours.ProblemsOfFirstLoad());
    }

    [Fact]
    public void A_bad_reload_keeps_what_is_in_force()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["FeatureManagement:A"] = "true" }).Build();
        using var ours = new Host(configuration, static b => b.AddMicrosoftFeatureFlags());
        Assert.Equal("on", ours.Variant("A"));

        configuration["FeatureManagement:A:EnabledFor:0:Name"] = "Browser";
        configuration["FeatureManagement:A"] = null;
        configuration.Reload();
        ours.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("on", ours.Variant("A"));

        configuration["FeatureManagement:A:EnabledFor:0:Name"] = "Targeting";
        configuration["FeatureManagement:A:EnabledFor:0:Parameters:Audience:Users:0"] = "adam";
        configuration.Reload();
        ours.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("off", ours.Variant("A", new EvaluationContext("eve")));
    }

    private static Host Over(params string[] json) => new(Theirs.Over(json), static b => b.AddMicrosoftFeatureFlags());
}
