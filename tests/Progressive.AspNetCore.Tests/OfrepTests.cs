using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Ofrep;
using static Progressive.AspNetCore.Tests.OfrepCalls;

namespace Progressive.AspNetCore.Tests;

/// <summary>What OpenFeature clients are answered, and that it is what the application's own flags say.</summary>
public sealed class OfrepTests
{
    [Fact]
    public async Task Values_variants_and_reasons_are_those_of_the_definition()
    {
        await using var app = await StartAsync(flags =>
        {
            flags.Define("on", ("Client", "true"), ("Default", "on"));
            flags.Define("off", ("Client", "true"), ("Enabled", "false"), ("Default", "on"));
            flags.Define("theme", ("Client", "true"), ("Type", "string"), ("Variants:a:Value", "blå \"1\""), ("Variants:b:Value", "röd"), ("Default", "a"), ("Off", "b"));
            flags.Define("limit", ("Client", "true"), ("Type", "number"), ("Variants:a:Value", "12.5"), ("Variants:b:Value", "3"), ("Default", "a"), ("Off", "b"));
            flags.Define("dark", ("Client", "true"), ("Type", "boolean"), ("Variants:yes:Value", "true"), ("Variants:no:Value", "false"), ("Default", "no"), ("Off", "no"));
            flags.Define("page", ("Client", "true"), ("Type", "json"), ("Variants:a:Value:size", "10"), ("Variants:b:Value:size", "20"), ("Default", "a"), ("Off", "b"));
            flags.Define("checkout", ("Client", "true"), ("Variants:stable:Revision", "1"), ("Variants:candidate:Revision", "1"), ("Default", "candidate"));
        });

        var all = await app.OfrepAsync(null);
        Assert.Equal(200, all.Status);
        Assert.Equal("application/json", await ContentTypeAsync(app));
        Assert.Equal("""{"key":"on","reason":"STATIC","variant":"on","value":true}""", all["on"].GetRawText());
        Assert.Equal("""{"key":"off","reason":"DISABLED","variant":"off","value":false}""", all["off"].GetRawText());
        Assert.Equal("blå \"1\"", all["theme"].GetProperty("value").GetString());
        Assert.Equal(12.5, all["limit"].GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.False, all["dark"].GetProperty("value").ValueKind);
        Assert.Equal("no", all["dark"].GetProperty("variant").GetString());
        Assert.Equal("10", all["page"].GetProperty("value").GetProperty("size").ToString());

        // Variants that are only names are texts, whichever serves.
        Assert.Equal("""{"key":"checkout","reason":"STATIC","variant":"candidate","value":"candidate"}""", all["checkout"].GetRawText());
        foreach (var one in all.Json.GetProperty("flags").EnumerateArray())
        {
            var single = await app.OfrepAsync(one.GetProperty("key").GetString());
            Assert.Equal((200, one.GetRawText()), (single.Status, single.Text));
        }
    }

    [Fact]
    public async Task Where_only_some_variants_have_a_value_the_others_leave_it_to_the_client()
    {
        await using var app = await StartAsync(flags =>
            flags.Define("half", ("Client", "true"), ("Type", "string"), ("Variants:a:Value", "x"), ("Variants:none:Revision", "1"), ("Default", "none"), ("Off", "a")));
        Assert.Equal("""{"key":"half","reason":"STATIC","variant":"none"}""", (await app.OfrepAsync("half")).Text);
    }

    [Fact]
    public async Task A_flag_that_is_not_for_clients_is_one_that_does_not_exist()
    {
        await using var app = await StartAsync(flags =>
        {
            flags.Switch("secret", true);
            flags.Define("shown", ("Client", "true"), ("Default", "on"));
        });
        var secret = await app.OfrepAsync("secret");
        var absent = await app.OfrepAsync("absent");
        Assert.Equal((404, "FLAG_NOT_FOUND", "secret"), (secret.Status, secret.ErrorCode, secret.Json.GetProperty("key").GetString()));
        Assert.Equal(absent.Text.Replace("absent", "secret", StringComparison.Ordinal), secret.Text);
        Assert.Equal(absent.Status, secret.Status);
        Assert.Equal(["shown"], (await app.OfrepAsync(null)).Json.GetProperty("flags").EnumerateArray().Select(f => f.GetProperty("key").GetString()));
    }

    [Theory]
    [InlineData("web/page.new")]
    [InlineData("web%2Fpage.new")]
    [InlineData("WEB/PAGE.NEW")]
    public async Task Keys_may_have_slashes_and_any_case(string asked)
    {
        await using var app = await StartAsync(flags => flags.Define("web/page.new", ("Client", "true"), ("Default", "on")));
        var reply = await app.OfrepAsync(asked);
        Assert.Equal((200, "web/page.new"), (reply.Status, reply.Json.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task Front_and_back_agree_about_every_visitor_whatever_the_client_says()
    {
        await using var app = await StartAsync(
            flags => flags.HalfForClients("half"),
            map: app => app.MapGet("/back", (IFlags flags) => flags.Evaluate("half").Variant),
            use: app => app.UseProgressiveDelivery());
        var seen = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var back = await app.GetAsync("/back", $"user-{i}");
            var front = await app.OfrepAsync("half", Saying("\"targetingKey\":\"chosen-by-the-client\""), $"user-{i}");
            Assert.Equal((back, "SPLIT"), (front.Json.GetProperty("variant").GetString(), front.Json.GetProperty("reason").GetString()));
            Assert.Equal(back, (await app.OfrepAsync(null, user: $"user-{i}"))["half"].GetProperty("variant").GetString());
            seen.Add(back);
        }

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task The_cookie_of_an_anonymous_visitor_is_the_application_s()
    {
        await using var app = await StartAsync(
            flags =>
            {
                flags.HalfForClients("half");
                flags.Define("on", ("Client", "true"), ("Default", "on"));
            },
            http: http => http.Keys = [TargetingKeySource.AnonymousCookie()],
            map: app => app.MapGet("/back", (IFlags flags) => flags.Evaluate("half").Variant),
            use: app => app.UseProgressiveDelivery());

        // One that needs no key makes none up.
        Assert.False((await app.OfrepAsync("on")).Headers.Contains("Set-Cookie"));
        for (var i = 0; i < 8; i++)
        {
            var front = await app.OfrepAsync(null);
            var cookie = front.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            Assert.Equal(front["half"].GetProperty("variant").GetString(), await app.GetAsync("/back", null, ("Cookie", cookie)));
        }
    }

    [Fact]
    public async Task A_missing_key_is_said_in_the_protocol_s_words_and_other_flags_are_answered()
    {
        await using var app = await StartAsync(flags =>
        {
            flags.HalfForClients("half");
            flags.Define("on", ("Client", "true"), ("Default", "on"));
        });
        var single = await app.OfrepAsync("half", Saying("\"targetingKey\":\"chosen\""));
        Assert.Equal((400, "TARGETING_KEY_MISSING", "half"), (single.Status, single.ErrorCode, single.Json.GetProperty("key").GetString()));
        var all = await app.OfrepAsync(null);
        Assert.Equal(200, all.Status);
        Assert.Equal("TARGETING_KEY_MISSING", all["half"].GetProperty("errorCode").GetString());
        Assert.True(all["on"].GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task Only_a_caller_that_is_trusted_speaks_for_others_and_then_its_own_key_does_not_count()
    {
        await using var app = await StartAsync(
            flags => flags.HalfForClients("half"),
            options => options.TrustTargetingKey = request => request.Request.Headers.ContainsKey("X-Service") ? true : request.Request.Headers.ContainsKey("X-Throw") ? throw new InvalidOperationException() : false);
        var (stable, candidate) = (app.KeyFor("half", "stable"), app.KeyFor("half", "candidate"));
        var body = Saying($"\"targetingKey\":\"{candidate}\"");
        Assert.Equal("candidate", await VariantAsync(("X-Service", "1")));
        Assert.Equal("stable", await VariantAsync());
        Assert.Equal("stable", await VariantAsync(("X-Throw", "1")));
        Assert.Equal("stable", (await app.OfrepAsync("half", "{}", stable, null, ("X-Service", "1"))).Json.GetProperty("variant").GetString());

        async Task<string?> VariantAsync(params (string, string)[] headers) =>
            (await app.OfrepAsync("half", body, stable, null, headers)).Json.GetProperty("variant").GetString();
    }

    [Fact]
    public async Task Clients_set_the_attributes_that_are_listed_and_no_others_and_never_over_the_request_s_own()
    {
        await using var app = await StartAsync(
            flags =>
            {
                flags.Define("by-screen", ("Client", "true"), ("Default", "off"), ("Rules:0:When:screen", "small"), ("Rules:0:Serve", "on"));
                flags.Define("by-plan", ("Client", "true"), ("Default", "off"), ("Rules:0:When:plan", "gold"), ("Rules:0:Serve", "on"));
                flags.Define("by-tenant", ("Client", "true"), ("Default", "off"), ("Rules:0:When:tenant", "acme"), ("Rules:0:Serve", "on"));
            },
            options => options.Attributes = ["screen", "tenant"],
            http => http.Attributes.Header("tenant", "X-Tenant"));
        var body = Saying("\"screen\":\"small\",\"plan\":\"gold\",\"tenant\":\"acme\"");
        var reply = await app.OfrepAsync(null, body);
        Assert.Equal((true, "TARGETING_MATCH"), (reply["by-screen"].GetProperty("value").GetBoolean(), reply["by-screen"].GetProperty("reason").GetString()));
        Assert.Equal((false, "DEFAULT"), (reply["by-plan"].GetProperty("value").GetBoolean(), reply["by-plan"].GetProperty("reason").GetString()));
        Assert.True(reply["by-tenant"].GetProperty("value").GetBoolean());
        var other = await app.OfrepAsync(null, body, null, null, [("X-Tenant", "other")]);
        Assert.False(other["by-tenant"].GetProperty("value").GetBoolean());
        Assert.True(other["by-screen"].GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task Of_a_caller_that_speaks_for_others_the_request_says_nothing()
    {
        await using var app = await StartAsync(
            flags => flags.Define("by-tenant", ("Client", "true"), ("Default", "off"), ("Rules:0:When:tenant", "acme"), ("Rules:0:Serve", "on")),
            options =>
            {
                options.Attributes = ["tenant"];
                options.TrustTargetingKey = _ => true;
            },
            http => http.Attributes.From("tenant", static _ => "the service's own"));
        Assert.True((await app.OfrepAsync("by-tenant", Saying("\"targetingKey\":\"ada\",\"tenant\":\"acme\""))).Json.GetProperty("value").GetBoolean());
        Assert.False((await app.OfrepAsync("by-tenant", Saying("\"tenant\":\"acme\""))).Json.GetProperty("value").GetBoolean());
    }

    [Theory]
    [InlineData("\"a\":\"x\"", "text")]
    [InlineData("\"a\":7", "number")]
    [InlineData("\"a\":7.5", "fraction")]
    [InlineData("\"a\":true", "truth")]
    [InlineData("\"a\":[\"y\",\"x\"]", "text")]
    [InlineData("\"a\":null", "absent")]
    [InlineData("\"a\":{\"b\":[1,{\"c\":2}]}", "absent")]
    [InlineData("\"a\":[\"7\",7]", "absent")]
    [InlineData("\"a\":[[\"7\"]]", "absent")]
    [InlineData("\"a\":1e999", "absent")]
    [InlineData("\"a\":8,\"a\":\"x\"", "text")]
    [InlineData("\"\\u0061\":\"\\u0078\"", "text")]
    public async Task Attributes_have_the_types_of_json_and_others_are_absent(string members, string rule)
    {
        await using var app = await StartAsync(
            flags => flags.Define(
                "f",
                ("Client", "true"),
                ("Default", "off"),
                ("Variants:text:Revision", "1"),
                ("Variants:number:Revision", "1"),
                ("Variants:fraction:Revision", "1"),
                ("Variants:truth:Revision", "1"),
                ("Variants:absent:Revision", "1"),
                ("Variants:off:Revision", "1"),
                ("Off", "off"),
                ("Rules:0:When:a:>=", "7.2"),
                ("Rules:0:Serve", "fraction"),
                ("Rules:1:When:a:>=", "6"),
                ("Rules:1:Serve", "number"),
                ("Rules:2:When:a", "x"),
                ("Rules:2:Serve", "text"),
                ("Rules:3:When:a", "true"),
                ("Rules:3:Serve", "truth"),
                ("Rules:4:When:a:exists", "false"),
                ("Rules:4:Serve", "absent")),
            options => options.Attributes = ["a"]);
        var reply = await app.OfrepAsync("f", Saying(members));
        Assert.Equal((200, rule), (reply.Status, reply.Json.GetProperty("variant").GetString()));
    }

    [Fact]
    public async Task A_change_is_seen_by_the_next_request()
    {
        TestFlags? live = null;
        await using var app = await StartAsync(flags => (live = flags).Define("f", ("Client", "true"), ("Default", "on")));
        Assert.True((await app.OfrepAsync("f")).Json.GetProperty("value").GetBoolean());
        await app.Services.GetRequiredService<Rollouts.IRollouts>().KillAsync("f", "enough", TestContext.Current.CancellationToken);
        Assert.Equal("""{"key":"f","reason":"DISABLED","variant":"off","value":false}""", (await app.OfrepAsync("f")).Text);
        live!.Define("f", ("Default", "on"));
        Assert.Equal(404, (await app.OfrepAsync("f")).Status);
    }

    private static Task<TestApp> StartAsync(
        Action<TestFlags> flags,
        Action<OfrepOptions>? options = null,
        Action<ProgressiveHttpOptions>? http = null,
        Action<WebApplication>? map = null,
        Action<WebApplication>? use = null) => TestApp.StartAsync(
            app =>
            {
                app.MapOfrep(options);
                map?.Invoke(app);
            },
            flags,
            http,
            use: use);

    private static async Task<string?> ContentTypeAsync(TestApp app)
    {
        using var response = await app.SendAsync(Bulk, method: HttpMethod.Post);
        return response.Content.Headers.ContentType?.ToString();
    }
}
