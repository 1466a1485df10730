using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Values that come through configuration, which makes texts of numbers and objects of lists.</summary>
public sealed class ConfiguredValueTests
{
    private const string Settings =
        """
        { "Size": 100, "Ratio": 0.5, "Price": 1.10, "Fast": true, "Title": "7", "Limit": 3, "None": null, "Fields": [ "1", "true" ], "Empty": [], "Weights": { "a": 1, "b": 2.5 },
          "Places": { "0": 4, "1": 5 }, "Mode": "Wide", "Inner": { "Deep": [ { "Count": 1, "On": false } ] }, "Raw": { "x": 1 } }
        """;

    private const string Definitions =
        """
        { "Flags": {
            "size":   { "Default": "a", "Variants": { "a": { "Value": 100 } } },
            "big":    { "Default": "a", "Variants": { "a": { "Value": 9007199254740993 } } },
            "ratio":  { "Default": "a", "Variants": { "a": { "Value": 0.5 } } },
            "fast":   { "Default": "a", "Variants": { "a": { "Value": true } } },
            "text":   { "Default": "a", "Type": "string", "Variants": { "a": { "Value": "100" } } },
            "word":   { "Default": "a", "Variants": { "a": { "Value": "many" } } },
            "list":   { "Default": "a", "Variants": { "a": { "Value": [ "x", "y", "z", "3", "4", "5", "6", "7", "8", "9", "ten" ] } } },
            "gaps":   { "Default": "a", "Variants": { "a": { "Value": { "0": "x", "2": "y" } } } },
            "search": { "Default": "a", "Variants": { "a": { "Value":
        """ + Settings + " } } } } }";

    [Fact]
    public void Texts_of_a_configuration_are_the_kind_that_is_asked_for()
    {
        using var host = new Host(Configurations.Of("json:" + Definitions));
        var flags = host.Flags;
        Assert.Equal((100, 100L, 100.0), (flags.GetValue("size", 3), flags.GetValue("size", 3L), flags.GetValue("size", 3.0)));
        Assert.Equal(9_007_199_254_740_993L, flags.GetValue("big", 3L));
        Assert.Equal(0.5, flags.GetValue("ratio", 3.0));
        Assert.True(flags.GetValue("fast", false));
        Assert.Equal("100", flags.GetValue("size", "x"));
        Assert.Equal("True", flags.GetValue("fast", "x"));
        Assert.Empty(host.Log.Of(1201));
    }

    [Fact]
    public void An_object_is_bound_by_the_types_of_its_target()
    {
        using var host = new Host(Configurations.Of("json:" + Definitions));
        AssertSettings(host.Flags.GetValue("search", ConfiguredJson.Default.AllSettings, new AllSettings()));
        Assert.Empty(host.Log.Of(1201));
    }

    [Fact]
    public void Names_of_a_configuration_have_no_case()
    {
        using var host = new Host(Configurations.Of("env:Flags__search__Default=a;Flags__search__Variants__a__Value__SIZE=5;Flags__search__Variants__a__Value__inner__DEEP__0__COUNT=6"));
        var settings = host.Flags.GetValue("search", ConfiguredJson.Default.AllSettings, new AllSettings());
        Assert.Equal((5, 6), (settings.Size, Assert.Single(settings.Inner!.Deep).Count));
    }

    [Fact]
    public void Options_are_bound_in_the_same_way()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(Configurations.Of("json:" + Definitions)).AddLogging();
        services.AddProgressiveDelivery().AddVariantOptions("search", ConfiguredJson.Default.AllSettings);
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        AssertSettings(scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<AllSettings>>().Value);
    }

    [Fact]
    public void A_section_whose_keys_are_positions_is_a_list_again()
    {
        using var host = new Host(Configurations.Of("json:" + Definitions));
        Assert.Equal("""["x","y","z","3","4","5","6","7","8","9","ten"]""", host.Flags.Evaluate("list").Value!.ToString());
        Assert.Equal("""{"0":"x","2":"y"}""", host.Flags.Evaluate("gaps").Value!.ToString());
        Assert.Contains("\"Deep\":[{", host.Flags.Evaluate("search").Value!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A file says what it means: nobody guesses there.</summary>
    [Fact]
    public void A_text_of_a_file_stays_a_text()
    {
        using var host = Host.Of("""
            { "Flags": { "size": { "Default": "a", "Variants": { "a": { "Value": "100" } } }, "fast": { "Default": "a", "Variants": { "a": { "Value": "true" } } },
              "search": { "Default": "a", "Variants": { "a": { "Value": { "Size": "100" } } } }, "gaps": { "Default": "a", "Variants": { "a": { "Value": { "0": "x" } } } } } }
            """);
        Assert.Equal((3, 3L, 3.0, false), (host.Flags.GetValue("size", 3), host.Flags.GetValue("size", 3L), host.Flags.GetValue("size", 3.0), host.Flags.GetValue("fast", false)));
        Assert.Equal(1, host.Flags.GetValue("search", ConfiguredJson.Default.AllSettings, new AllSettings { Size = 1 }).Size);
        Assert.Equal("""{"0":"x"}""", host.Flags.Evaluate("gaps").Value!.ToString());
        Assert.All(host.Log.Of(1201), static line => Assert.Contains("Correct the value, or the type in code.", line, StringComparison.Ordinal));
    }

    /// <summary>Of two sources the one that counted says whether there are types.</summary>
    [Fact]
    public void A_value_of_a_file_under_a_configuration_keeps_its_types_and_one_over_it_has_none()
    {
        const string file = """{ "Flags": { "under": { "Default": "a", "Variants": { "a": { "Value": "100" } } }, "over": { "Default": "a", "Variants": { "a": { "Value": "100" } } } } }""";
        using var host = new Host(
            Configurations.Of("""json:{ "Flags": { "under": { "Owner": "me" }, "over": { "Variants": { "a": { "Value": 7 } } } } }"""),
            b => b.AddDefinitionSource(_ => new ScriptedSource(file)));
        Assert.Equal((3, 7), (host.Flags.GetValue("under", 3), host.Flags.GetValue("over", 3)));
    }

    [Fact]
    public void What_does_not_fit_names_the_way_out()
    {
        using var host = new Host(Configurations.Of("json:" + Definitions));
        Assert.Equal(3, host.Flags.GetValue("word", 3));
        Assert.Equal(3, host.Flags.GetValue("ratio", 3));
        Assert.Equal(3, host.Flags.GetValue("big", 3));
        Assert.Equal(3, host.Flags.GetValue("text", 3));
        var said = host.Log.Of(1201);
        Assert.Equal(4, said.Count);
        Assert.All(said.Take(3), static line => Assert.Contains("declare the flag's \"Type\", or move the flag to a definition file", line, StringComparison.Ordinal));
        Assert.DoesNotContain("definition file", said[3], StringComparison.Ordinal);
    }

    private static void AssertSettings(AllSettings settings)
    {
        Assert.Equal((100, 0.5, 1.10m, true, "7", 3), (settings.Size, settings.Ratio, settings.Price, settings.Fast, settings.Title, settings.Limit));
        Assert.Null(settings.None);
        Assert.Equal(["1", "true"], settings.Fields);
        Assert.Empty(settings.Empty!);
        Assert.Equal(2.5, settings.Weights["b"]);
        Assert.Equal(5, settings.Places["1"]);
        Assert.Equal(ConfiguredMode.Wide, settings.Mode);
        Assert.Equal((1, false), (Assert.Single(settings.Inner!.Deep).Count, settings.Inner.Deep[0].On));
        Assert.Equal("1", settings.Raw.GetProperty("x").GetString());
    }
}

internal sealed class AllSettings
{
    public int Size { get; set; }

    public double Ratio { get; set; }

    public decimal Price { get; set; }

    public bool Fast { get; set; }

    public string Title { get; set; } = "";

    public int? Limit { get; set; }

    public int? None { get; set; }

    public IReadOnlyList<string> Fields { get; set; } = [];

    public List<int>? Empty { get; set; }

    public Dictionary<string, double> Weights { get; set; } = [];

    public Dictionary<string, int> Places { get; set; } = [];

    public ConfiguredMode Mode { get; set; }

    public DeepSettings? Inner { get; set; }

    public System.Text.Json.JsonElement Raw { get; set; }
}

internal enum ConfiguredMode
{
    Narrow,
    Wide,
}

internal sealed record DeepSettings(IReadOnlyList<DeepEntry> Deep);

internal readonly record struct DeepEntry(int Count, bool On);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(AllSettings))]
internal sealed partial class ConfiguredJson : JsonSerializerContext;
