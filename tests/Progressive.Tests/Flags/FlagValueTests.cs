using System.Text.Json.Serialization;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Values of variants as code reads them.</summary>
public sealed class FlagValueTests
{
    private const string Definitions =
        """
        { "Flags": {
            "limit":  { "Type": "number",  "Variants": { "stable": { "Value": 10 }, "high": { "Value": 9007199254740993 }, "half": { "Value": 0.5 } },
                        "Rules": [ { "When": { "plan": "pro" }, "Serve": "high" }, { "When": { "plan": "odd" }, "Serve": "half" } ] },
            "theme":  { "Type": "string",  "Variants": { "stable": { "Value": "blue" }, "bare": {} }, "Rules": [ { "When": { "plan": "pro" }, "Serve": "bare" } ] },
            "fast":   { "Type": "boolean", "Variants": { "stable": { "Value": true }, "slow": { "Value": false } }, "Rules": [ { "When": { "plan": "pro" }, "Serve": "slow" } ] },
            "search": { "Type": "json",    "Variants": { "stable": { "Value": { "size": 20, "fields": [ "title", "body" ] } }, "broken": { "Value": { "size": "many" } } },
                        "Rules": [ { "When": { "plan": "pro" }, "Serve": "broken" } ] } } }
        """;

    private static readonly EvaluationContext s_pro = new("u-1") { ["plan"] = "pro" };
    private static readonly EvaluationContext s_odd = new("u-1") { ["plan"] = "odd" };

    [Fact]
    public void Each_type_reads_its_own()
    {
        using var host = Host.Of(Definitions);
        var flags = host.Flags;
        Assert.Equal(10, flags.GetValue("limit", 3));
        Assert.Equal(10L, flags.GetValue(new FlagKey("limit"), 3L));
        Assert.Equal(10.0, flags.GetValue("Limit", 3.5));
        Assert.Equal(9_007_199_254_740_993L, flags.GetValue("limit", 3L, s_pro));
        Assert.Equal(0.5, flags.GetValue("limit", 3.5, s_odd));
        Assert.Equal("blue", flags.GetValue("theme", "red"));
        Assert.True(flags.GetValue("fast", false));
        Assert.False(flags.GetValue(new FlagKey("fast"), true, s_pro));
        var settings = flags.GetValue("search", ValueJson.Default.SearchSettings, SearchSettings.Small);
        Assert.Equal((20, "title,body"), (settings.Size, string.Join(',', settings.Fields)));
        Assert.Same(settings, flags.GetValue(new FlagKey("search"), ValueJson.Default.SearchSettings, SearchSettings.Small));
    }

    [Theory]
    [InlineData("-7", -7)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483648", 3)]
    [InlineData("-2147483649", 3)]
    [InlineData("4294967296", 3)]
    public void A_whole_number_of_32_bits_is_the_fallback_where_it_does_not_fit(string written, int expected)
    {
        using var host = Host.Of($$"""{ "Flags": { "limit": { "Type": "number", "Variants": { "stable": { "Value": {{written}} } } } } }""");
        Assert.Equal((expected, expected), (host.Flags.GetValue("limit", 3), host.Flags.GetValue(new FlagKey("limit"), 3)));
        Assert.Equal(long.Parse(written, System.Globalization.CultureInfo.InvariantCulture), host.Flags.GetValue("limit", 3L));
        Assert.Equal(expected == 3 ? 1 : 0, host.Log.Of(1201).Count);
    }

    [Fact]
    public void The_truth_of_a_boolean_flag_is_its_value()
    {
        using var host = Host.Of(Definitions);
        Assert.True(host.Flags.IsEnabled("fast"));
        Assert.False(host.Flags.IsEnabled("fast", s_pro));
    }

    [Fact]
    public void What_has_no_value_or_does_not_exist_gives_the_fallback_silently()
    {
        using var host = Host.Of(Definitions);
        Assert.Equal("red", host.Flags.GetValue("theme", "red", s_pro));
        Assert.Equal(7, host.Flags.GetValue("nobody", 7));
        Assert.Null(host.Flags.GetValue("nobody", (string?)null));
        Assert.Empty(host.Log.Of(1201));
    }

    [Fact]
    public void Another_type_gives_the_fallback_and_says_so_once()
    {
        using var host = Host.Of(Definitions);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(7, host.Flags.GetValue("theme", 7));
            Assert.Equal("x", host.Flags.GetValue("limit", "x"));
            Assert.Equal(7, host.Flags.GetValue("limit", 7, s_pro));
            Assert.Equal(7L, host.Flags.GetValue("limit", 7L, s_odd));
            Assert.True(host.Flags.GetValue("limit", true));
            Assert.Same(SearchSettings.Small, host.Flags.GetValue("search", ValueJson.Default.SearchSettings, SearchSettings.Small, s_pro));
        }

        var said = host.Log.Of(1201);
        Assert.Equal(6, said.Count);
        Assert.All(said, line => Assert.StartsWith("PRG0210: ", line, StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("SearchSettings", StringComparison.Ordinal) && line.Contains("$.size", StringComparison.Ordinal));
    }

    /// <summary>Names are compared by the serializer's rules; an object of which nothing is read is not the empty one.</summary>
    [Fact]
    public void An_object_of_which_no_name_is_known_gives_the_fallback_and_says_so()
    {
        using var host = Host.Of("""
            { "Flags": { "loud": { "Default": "a", "Variants": { "a": { "Value": { "SIZE": 5, "FIELDS": [] } } } }, "empty": { "Default": "a", "Variants": { "a": { "Value": {} } } },
              "ahead": { "Default": "a", "Variants": { "a": { "Value": { "Size": 5, "Later": true } } } } } }
            """);
        var fallback = new PlainSettings { Size = 3 };
        Assert.Same(fallback, host.Flags.GetValue("loud", PlainJson.Default.PlainSettings, fallback));
        var said = Assert.Single(host.Log.Of(1201));
        Assert.Contains("it has SIZE, FIELDS, and none of these is a member of PlainSettings, which has Size", said, StringComparison.Ordinal);
        Assert.Equal(0, host.Flags.GetValue("empty", PlainJson.Default.PlainSettings, fallback).Size);
        Assert.Equal(5, host.Flags.GetValue("ahead", PlainJson.Default.PlainSettings, fallback).Size);
        Assert.Single(host.Log.Of(1201));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var host = Host.Of(Definitions);
        var (flags, limit, search) = (host.Flags, new FlagKey("limit"), new FlagKey("search"));
        var sum = 0L;
        for (var i = 0; i < 1_000; i++)
        {
            sum += Read();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            sum += Read();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);

        long Read() =>
            (flags.GetValue(limit, 1L, s_pro) % 7) + flags.GetValue(search, ValueJson.Default.SearchSettings, SearchSettings.Small).Size + flags.GetValue("theme", "")!.Length;
    }
}

internal sealed record SearchSettings(int Size, string[] Fields)
{
    public static SearchSettings Small { get; } = new(1, []);
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SearchSettings))]
internal sealed partial class ValueJson : JsonSerializerContext;

internal sealed class PlainSettings
{
    public int Size { get; set; }
}

[JsonSerializable(typeof(PlainSettings))]
internal sealed partial class PlainJson : JsonSerializerContext;
