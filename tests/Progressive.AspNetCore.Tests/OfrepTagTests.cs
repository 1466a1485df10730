using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.AspNetCore.Ofrep;
using Progressive.AspNetCore.Overrides;
using Progressive.Rollouts;
using Progressive.Variants;
using static Progressive.AspNetCore.Tests.OfrepCalls;

namespace Progressive.AspNetCore.Tests;

/// <summary>Entity tags: the same answer is not sent twice, and another one always is.</summary>
public sealed class OfrepTagTests
{
    private TestFlags? _live;

    [Fact]
    public async Task The_same_question_is_answered_by_304_without_evaluating_and_another_by_another_tag()
    {
        await using var app = await StartAsync(Shared);
        var (stable, candidate) = (app.KeyFor("half", "stable"), app.KeyFor("half", "candidate"));
        using var counted = new Counted(app.Services, "progressive.evaluations");
        var first = await app.OfrepAsync(null, user: stable);
        Assert.Matches("^\"[0-9a-f]{16}\\.[0-9a-f]{16}\"$", first.Tag);
        var evaluated = counted.Read();
        Assert.NotEqual("", evaluated);
        var again = await app.OfrepAsync(null, user: stable, tag: first.Tag);
        Assert.Equal(evaluated, counted.Read());
        Assert.Equal((304, "", first.Tag), (again.Status, again.Text, again.Tag));

        var other = await app.OfrepAsync(null, user: candidate, tag: first.Tag);
        Assert.Equal((200, "candidate"), (other.Status, other["half"].GetProperty("variant").GetString()));
        Assert.NotEqual(first.Tag, other.Tag);
        Assert.Equal("private, no-cache", other.Headers.CacheControl?.ToString().Replace("no-cache, private", "private, no-cache", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_asked_otherwise_and_answered_alike_is_304_too()
    {
        await using var app = await StartAsync(Shared);
        var first = await app.OfrepAsync(null, "{}", "user-1");
        Assert.Equal(304, (await app.OfrepAsync(null, Saying("\"unlisted\":7"), "user-1", first.Tag)).Status);

        // Nor does it matter which process made the tag: the first part is the content's.
        await using var replica = await StartAsync(Shared);
        var elsewhere = await replica.OfrepAsync(null, "{}", "user-1", first.Tag);
        Assert.Equal(304, elsewhere.Status);
        Assert.Equal(first.Tag![..17], elsewhere.Tag![..17]);
        Assert.NotEqual(first.Tag, elsewhere.Tag);
    }

    [Fact]
    public async Task A_client_s_attribute_that_changes_the_answer_changes_the_tag()
    {
        await using var app = await StartAsync(
            flags => flags.Define("by-screen", ("Client", "true"), ("Default", "off"), ("Rules:0:When:screen", "small"), ("Rules:0:Serve", "on")),
            options => options.Attributes = ["screen"]);
        var large = await app.OfrepAsync(null, Saying("\"screen\":\"large\""));
        var small = await app.OfrepAsync(null, Saying("\"screen\":\"small\""), tag: large.Tag);
        Assert.Equal((200, true), (small.Status, small["by-screen"].GetProperty("value").GetBoolean()));
        Assert.Equal(304, (await app.OfrepAsync(null, Saying("\"screen\":\"small\""), tag: small.Tag)).Status);
    }

    [Fact]
    public async Task A_change_of_a_client_flag_is_sent_and_one_of_another_flag_disturbs_nobody()
    {
        await using var app = await StartAsync(flags =>
        {
            Shared(flags);
            flags.Switch("inner", true);
        });
        var rollouts = app.Services.GetRequiredService<IRollouts>();
        var first = await app.OfrepAsync(null, user: "user-1");
        var flags = app.Services.GetRequiredService<VariantRoutes>().ClientFlags;
        await rollouts.KillAsync("inner", "enough", TestContext.Current.CancellationToken);
        Assert.Equal(304, (await app.OfrepAsync(null, user: "user-1", tag: first.Tag)).Status);
        Assert.Same(flags, app.Services.GetRequiredService<VariantRoutes>().ClientFlags);

        await rollouts.KillAsync("on", "enough", TestContext.Current.CancellationToken);
        var killed = await app.OfrepAsync(null, user: "user-1", tag: first.Tag);
        Assert.Equal((200, "DISABLED"), (killed.Status, killed["on"].GetProperty("reason").GetString()));
        await rollouts.RestoreAsync("on", "back", TestContext.Current.CancellationToken);
        Assert.Equal(304, (await app.OfrepAsync(null, user: "user-1", tag: first.Tag)).Status);

        _live!.Define("on", ("Client", "true"), ("Default", "off"));
        var reloaded = await app.OfrepAsync(null, user: "user-1", tag: first.Tag);
        Assert.Equal((200, false), (reloaded.Status, reloaded["on"].GetProperty("value").GetBoolean()));
    }

    [Fact]
    public async Task A_prerequisite_that_clients_know_nothing_of_changes_the_answer()
    {
        await using var app = await StartAsync(flags =>
        {
            flags.Switch("inner", true);
            flags.Define("on", ("Client", "true"), ("Default", "on"), ("Prerequisites:inner", "on"));
        });
        var first = await app.OfrepAsync(null);
        Assert.True(first["on"].GetProperty("value").GetBoolean());
        await app.Services.GetRequiredService<IRollouts>().KillAsync("inner", "enough", TestContext.Current.CancellationToken);
        var after = await app.OfrepAsync(null, tag: first.Tag);
        Assert.Equal((200, false), (after.Status, after["on"].GetProperty("value").GetBoolean()));
    }

    [Fact]
    public async Task What_depends_on_the_time_is_looked_at_every_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(
            app => app.MapOfrep(),
            flags => flags.Define("sale", ("Client", "true"), ("Default", "on"), ("Schedule:From", "2026-12-01T00:00:00Z")),
            configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        var before = await app.OfrepAsync(null);
        Assert.False(before["sale"].GetProperty("value").GetBoolean());
        Assert.Matches("^\"[0-9a-f]{16}\"$", before.Tag);
        Assert.Equal(304, (await app.OfrepAsync(null, tag: before.Tag)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        var after = await app.OfrepAsync(null, tag: before.Tag);
        Assert.Equal((200, true), (after.Status, after["sale"].GetProperty("value").GetBoolean()));
    }

    [Fact]
    public async Task What_depends_on_the_request_s_attributes_is_looked_at_every_time()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapOfrep(),
            flags => flags.Define("by-tenant", ("Client", "true"), ("Default", "off"), ("Rules:0:When:tenant", "acme"), ("Rules:0:Serve", "on")),
            http => http.Attributes.Header("tenant", "X-Tenant"));
        var acme = await app.OfrepAsync(null, headers: [("X-Tenant", "acme")]);
        var other = await app.OfrepAsync(null, tag: acme.Tag, headers: [("X-Tenant", "other")]);
        Assert.Equal((200, false), (other.Status, other["by-tenant"].GetProperty("value").GetBoolean()));
        Assert.Equal(304, (await app.OfrepAsync(null, tag: acme.Tag, headers: [("X-Tenant", "acme")])).Status);
    }

    [Fact]
    public async Task A_tester_visits_the_candidate_in_the_browser_too_and_is_not_told_what_others_have()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapOfrep(),
            Shared,
            http => http.Overrides.Keys = [[.. Enumerable.Range(1, 32).Select(i => (byte)i)]]);
        var stable = app.KeyFor("half", "stable");
        var first = await app.OfrepAsync(null, user: stable);
        var token = app.Services.GetRequiredService<OverrideTokens>().Create(new Dictionary<string, string> { ["half"] = "candidate" }, TimeSpan.FromHours(1));
        var visit = ("Progressive-Override", token);
        var visited = await app.OfrepAsync(null, user: stable, tag: first.Tag, headers: [visit]);
        Assert.Equal((200, "candidate"), (visited.Status, visited["half"].GetProperty("variant").GetString()));
        Assert.Equal(304, (await app.OfrepAsync(null, user: stable, tag: visited.Tag, headers: [visit])).Status);
        var back = await app.OfrepAsync(null, user: stable, tag: visited.Tag);
        Assert.Equal((200, "stable"), (back.Status, back["half"].GetProperty("variant").GetString()));
    }

    [Theory]
    [InlineData("W/{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("*", 200)]
    [InlineData("\"\"", 200)]
    [InlineData("nonsense", 200)]
    [InlineData("\"0000000000000000.0000000000000000\"", 200)]
    [InlineData("\"zzzzzzzzzzzzzzzz\"", 200)]
    [InlineData("\",\",,,\"", 200)]
    public async Task Tags_are_read_as_proxies_and_strangers_write_them(string header, int status)
    {
        await using var app = await StartAsync(Shared);
        var first = await app.OfrepAsync(null, user: "user-1");
        var tag = header.Replace("{0}", first.Tag, StringComparison.Ordinal);
        Assert.Equal(status, (await app.OfrepAsync(null, user: "user-1", tag: tag)).Status);
    }

    [Fact]
    public async Task More_answers_than_are_kept_are_answered_all_the_same()
    {
        await using var app = await StartAsync(
            flags => flags.Define("f", [("Client", "true"), ("Default", "v0"), ("Off", "v0"), .. Enumerable.Range(0, 100).SelectMany(i => new[]
            {
                ($"Variants:v{i}:Revision", "1"),
                ($"Rules:{i}:When:n", $"{i}"),
                ($"Rules:{i}:Serve", $"v{i}"),
            })]),
            options => options.Attributes = ["n"]);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal($"v{i % 100}", (await app.OfrepAsync("f", Saying($"\"n\":\"{i % 100}\""))).Json.GetProperty("value").GetString());
        }
    }

    private static void Shared(TestFlags flags)
    {
        flags.HalfForClients("half");
        flags.Define("on", ("Client", "true"), ("Default", "on"));
    }

    private Task<TestApp> StartAsync(Action<TestFlags> flags, Action<OfrepOptions>? options = null) =>
        TestApp.StartAsync(app => app.MapOfrep(options), live => flags(_live = live));
}
