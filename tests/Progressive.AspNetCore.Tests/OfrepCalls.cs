using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Progressive.AspNetCore.Tests;

/// <summary>An answer of the protocol.</summary>
internal sealed record OfrepReply(int Status, string Text, string? Tag, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? ErrorCode => Json.GetProperty("errorCode").GetString();

    public JsonElement this[string flag] => Json.GetProperty("flags").EnumerateArray().Single(f => f.GetProperty("key").GetString() == flag);
}

/// <summary>Asks as an OpenFeature client does.</summary>
internal static class OfrepCalls
{
    public const string Bulk = "/ofrep/v1/evaluate/flags";

    public static Task<OfrepReply> OfrepAsync(this TestApp app, string? flag, string body = "{}", string? user = null, string? tag = null, params (string Name, string Value)[] headers) =>
        app.OfrepAsync(flag is null ? Bulk : $"{Bulk}/{flag}", new StringContent(body, Encoding.UTF8, "application/json"), user, tag, headers);

    public static async Task<OfrepReply> OfrepAsync(this TestApp app, string path, HttpContent content, string? user = null, string? tag = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers.Append(("X-User", user!)).Append(("If-None-Match", tag!)).Where(static header => header.Item2 is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await app.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new OfrepReply((int)response.StatusCode, text, response.Headers.ETag?.ToString(), response.Headers);
    }

    public static string Saying(string members) => "{\"context\":{" + members + "}}";
}
