using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Variants;

/// <summary>Options whose value is that of the variant served.</summary>
public sealed class VariantOptionsTests : IDisposable
{
    private const string Definitions =
        """
        { "Flags": { "search": { "Type": "json", "Default": "stable", "Variants": {
            "stable": {}, "wide": { "Value": { "size": 50 } }, "broken": { "Value": { "size": "many" } }, "absurd": { "Value": { "size": -1 } } },
          "Rules": [ { "When": { "plan": "pro" }, "Serve": "wide" }, { "When": { "plan": "odd" }, "Serve": "broken" }, { "When": { "plan": "bad" }, "Serve": "absurd" } ] } } }
        """;

    private readonly ServiceProvider _services;
    private readonly LogLines _log = new();
    private readonly ScriptedSource _source = new(Definitions);

    public VariantOptionsTests()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(_log));
        services.Configure<SearchOptions>(options => options.Size = 10).Configure<SearchOptions>("backup", options => options.Size = 3);
        services.AddOptions<SearchOptions>().Validate(options => options.Size > 0, "the size has to be above 0");
        services.AddProgressiveDelivery()
            .AddDefinitionSource(_ => _source)
            .AddVariantOptions("search", VariantOptionsJson.Default.SearchOptions);
        _services = services.BuildServiceProvider();
    }

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(null, 10)]
    [InlineData("pro", 50)]
    [InlineData("odd", 10)]
    [InlineData("bad", 10)]
    public void They_are_what_the_caller_s_variant_says_or_what_is_configured(string? plan, int size)
    {
        using var scope = _services.CreateScope();
        using var entered = EvaluationContext.Enter(new("u-1") { ["plan"] = plan });
        var options = scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<SearchOptions>>();
        Assert.Equal((size, 3), (options.Value.Size, options.Get("backup").Size));
        Assert.Same(options.Value, options.Get(Options.DefaultName));
        Assert.Same(options.Get("backup"), options.Get("backup"));
        Assert.Equal(plan is "odd" or "bad" ? 1 : 0, _log.Of(1201).Count);
        Assert.True(plan != "bad" || _log.Of(1201)[0].Contains("the size has to be above 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_value_is_looked_at_and_not_the_one_before_it()
    {
        foreach (var (plan, size) in new[] { ("pro", 50), ("bad", 10), ("pro", 50), ("bad", 10) })
        {
            using var scope = _services.CreateScope();
            using var entered = EvaluationContext.Enter(new("u-1") { ["plan"] = plan });
            Assert.Equal(size, scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<SearchOptions>>().Value.Size);
        }
    }

    [Fact]
    public void A_scope_keeps_what_it_began_with_and_the_next_one_follows()
    {
        using var entered = EvaluationContext.Enter(new("u-1") { ["plan"] = "pro" });
        using var scope = _services.CreateScope();
        var options = scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<SearchOptions>>();
        Assert.Equal(50, options.Value.Size);
        _source.Json = Definitions.Replace("50", "70", StringComparison.Ordinal);
        Assert.Equal(50, options.Value.Size);
        using var next = _services.CreateScope();
        Assert.Equal(70, next.ServiceProvider.GetRequiredService<IOptionsSnapshot<SearchOptions>>().Value.Size);
    }
}

internal sealed class SearchOptions
{
    public int Size { get; set; } = 1;
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SearchOptions))]
internal sealed partial class VariantOptionsJson : JsonSerializerContext;
