using System.Text.Json.Nodes;

namespace Progressive.ServerTests.OpenFeature;

/// <summary>The OpenFeature clients that people use, against a running application.</summary>
public sealed class OfrepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_for_servers_reads_every_type_and_is_told_what_is_missing()
    {
        await using var shop = await OfrepShop.OpenAsync(Cancel);
        await using var clients = await OpenFeatureClients.StartAsync(Cancel);
        await clients.DoAsync("server", shop.At("/servers", ("X-API-Key", OfrepShop.ApiKey)), Cancel);

        Assert.Equal("on: true, on, STATIC", await ReadAsync("boolean", "on", false));
        Assert.Equal("off: false, off, DISABLED", await ReadAsync("boolean", "off", true));
        Assert.Equal("theme: \"bl\\u00E5\", a, STATIC", await ReadAsync("string", "theme", "otherwise"));
        Assert.Equal("limit: 12.5, a, STATIC", await ReadAsync("number", "limit", 1));
        Assert.Equal("page/start: {\"size\":\"large\"}, a, STATIC", await ReadAsync("object", "page/start", new JsonObject()));
        Assert.Equal("secret: true, , ERROR FLAG_NOT_FOUND", await ReadAsync("boolean", "secret", true));
        Assert.Equal("on: \"otherwise\", , ERROR TYPE_MISMATCH", await ReadAsync("string", "on", "otherwise"));
        Assert.Equal("checkout: \"otherwise\", , ERROR TARGETING_KEY_MISSING", await ReadAsync("string", "checkout", "otherwise"));

        var seen = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var variant = shop.Flags.Evaluate("checkout", new EvaluationContext($"user-{i}")).Variant;
            Assert.Equal($"checkout: \"{variant}\", {variant}, SPLIT", await ReadAsync("string", "checkout", "otherwise", new JsonObject { ["targetingKey"] = $"user-{i}" }));
            seen.Add(variant);
        }

        Assert.Equal(2, seen.Count);

        Task<string> ReadAsync(string kind, string flag, JsonNode otherwise, JsonObject? context = null) =>
            TextOfAsync(clients, "serverRead", new JsonObject { ["kind"] = kind, ["flag"] = flag, ["otherwise"] = otherwise, ["context"] = context });
    }

    [Fact]
    public async Task Without_the_key_the_client_for_servers_uses_its_defaults()
    {
        await using var shop = await OfrepShop.OpenAsync(Cancel);
        await using var clients = await OpenFeatureClients.StartAsync(Cancel);
        await clients.DoAsync("server", shop.At("/servers", ("X-API-Key", "another")), Cancel);
        Assert.Equal("on: false, , ERROR GENERAL", await TextOfAsync(clients, "serverRead", Boolean("on")));
        Assert.Equal("401", await StatusesAsync(clients));
    }

    [Fact]
    public async Task A_limit_keeps_the_client_for_servers_from_asking_again()
    {
        await using var shop = await OfrepShop.OpenAsync(Cancel);
        await using var clients = await OpenFeatureClients.StartAsync(Cancel);
        await clients.DoAsync("server", shop.At("/limited"), Cancel);
        Assert.Equal("on: true, on, STATIC", await TextOfAsync(clients, "serverRead", Boolean("on")));
        Assert.Equal("on: false, , ERROR GENERAL", await TextOfAsync(clients, "serverRead", Boolean("on")));
        Assert.Equal("on: false, , ERROR GENERAL", await TextOfAsync(clients, "serverRead", Boolean("on")));
        Assert.Equal("200 429", await StatusesAsync(clients));
    }

    [Fact]
    public async Task The_client_for_browsers_polls_with_its_tag_and_sees_changes()
    {
        await using var shop = await OfrepShop.OpenAsync(Cancel);
        await using var clients = await OpenFeatureClients.StartAsync(Cancel);
        var variant = shop.Flags.Evaluate("checkout", new EvaluationContext("ada")).Variant;
        var lie = Enumerable.Range(0, 100).Select(i => $"user-{i}").First(key => shop.Flags.Evaluate("checkout", new EvaluationContext(key)).Variant != variant);
        var start = shop.At("", ("X-User", "ada"));
        start["context"] = new JsonObject { ["targetingKey"] = lie, ["screen"] = "large" };
        Assert.Equal("READY", (string?)(await clients.DoAsync("web", start, Cancel))["status"]);

        Assert.Equal("on: true, on, STATIC", await ReadAsync("boolean", "on", false));
        Assert.Equal("theme: \"bl\\u00E5\", a, STATIC", await ReadAsync("string", "theme", "otherwise"));
        Assert.Equal("limit: 12.5, a, STATIC", await ReadAsync("number", "limit", 1));
        Assert.Equal("page/start: {\"size\":\"large\"}, a, STATIC", await ReadAsync("object", "page/start", new JsonObject()));
        Assert.Equal($"checkout: \"{variant}\", {variant}, SPLIT", await ReadAsync("string", "checkout", "otherwise"));
        Assert.Equal("by-screen: false, off, DEFAULT", await ReadAsync("boolean", "by-screen", true));
        Assert.Equal("secret: false, , ERROR FLAG_NOT_FOUND", await ReadAsync("boolean", "secret", false));

        await Eventually.HoldsAsync(async () => (await StatusesAsync(clients)).Length >= "200 304 304".Length, "it has polled twice", Cancel);
        var polls = (await clients.DoAsync("requests", null, Cancel))["requests"]!.AsArray();
        Assert.Null((string?)polls[0]!["ifNoneMatch"]);
        Assert.Equal((200, "/ofrep/v1/evaluate/flags"), ((int)polls[0]!["status"]!, (string?)polls[0]!["path"]));
        Assert.All(polls.Skip(1), poll => Assert.Equal((304, (string?)polls[0]!["etag"]), ((int)poll!["status"]!, (string?)poll["ifNoneMatch"])));

        shop.Define("theme:Default", "b");
        await Eventually.HoldsAsync(async () => await ReadAsync("string", "theme", "otherwise") == "theme: \"r\\u00F6d\", b, STATIC", "the change has arrived", Cancel);
        var news = await clients.DoAsync("requests", null, Cancel);
        Assert.Equal(["theme"], news["changes"]!.AsArray().Select(flag => (string?)flag));
        Assert.Equal(2, news["requests"]!.AsArray().Count(poll => (int)poll!["status"]! == 200));

        await clients.DoAsync("webContext", new JsonObject { ["context"] = new JsonObject { ["screen"] = "small" } }, Cancel);
        Assert.Equal("by-screen: true, on, TARGETING_MATCH", await ReadAsync("boolean", "by-screen", false));

        Task<string> ReadAsync(string kind, string flag, JsonNode otherwise) =>
            TextOfAsync(clients, "webRead", new JsonObject { ["kind"] = kind, ["flag"] = flag, ["otherwise"] = otherwise });
    }

    [Theory]
    [InlineData("/servers", "FATAL", "401")]
    [InlineData("/limited", "READY", "429")]
    public async Task The_client_for_browsers_gives_up_or_keeps_what_it_has(string path, string status, string refusal)
    {
        await using var shop = await OfrepShop.OpenAsync(Cancel);
        await using var clients = await OpenFeatureClients.StartAsync(Cancel);
        Assert.Equal(status, (string?)(await clients.DoAsync("web", shop.At(path), Cancel))["status"]);
        await Eventually.HoldsAsync(async () => (await StatusesAsync(clients)).Contains(refusal, StringComparison.Ordinal), $"it was answered {refusal}", Cancel);
        var otherwise = status == "FATAL" ? "on: false, , ERROR PROVIDER_FATAL" : "on: true, on, STATIC";
        Assert.Equal(otherwise, await TextOfAsync(clients, "webRead", Boolean("on")));
    }

    private static JsonObject Boolean(string flag) => new() { ["kind"] = "boolean", ["flag"] = flag, ["otherwise"] = false };

    private static async Task<string> TextOfAsync(OpenFeatureClients clients, string command, JsonObject what)
    {
        var read = await clients.DoAsync(command, what, Cancel);
        return $"{read["flagKey"]}: {read["value"]?.ToJsonString()}, {read["variant"]}, {read["reason"]} {read["errorCode"]}".TrimEnd();
    }

    private static async Task<string> StatusesAsync(OpenFeatureClients clients) =>
        string.Join(' ', (await clients.DoAsync("requests", null, Cancel))["requests"]!.AsArray().Select(request => (int)request!["status"]!));
}
