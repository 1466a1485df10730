using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore;
using Progressive;

namespace Snippets;

internal sealed class Values(IFlags flags)
{
    public (int Limit, string? Theme, SearchSettings Settings) Read(EvaluationContext context)
    {
        var limit = flags.GetValue("page-size", 20);
        var theme = flags.GetValue("theme", "blue", context);
        var settings = flags.GetValue("search", ShopJson.Default.SearchSettings, SearchSettings.Usual);
        return (limit, theme, settings);
    }

    public void Explain(EvaluationContext context)
    {
        var explanation = flags.Explain("checkout", context);
        Console.WriteLine(explanation);
    }

    public static void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddVariantOptions("search", ShopJson.Default.SearchOptions);
    }

    public static void Sessions(ProgressiveHttpOptions http)
    {
        http.SessionStart = request => request.User.FindFirst("auth_time") is { } began ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(began.Value, CultureInfo.InvariantCulture)) : null;
    }
}

internal sealed record SearchSettings(int Size, string[] Fields)
{
    public static SearchSettings Usual { get; } = new(20, ["title"]);
}

internal sealed class SearchOptions
{
    public int Size { get; set; } = 20;
}

[JsonSerializable(typeof(SearchSettings))]
[JsonSerializable(typeof(SearchOptions))]
internal sealed partial class ShopJson : JsonSerializerContext;
