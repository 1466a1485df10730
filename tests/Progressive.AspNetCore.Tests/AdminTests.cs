using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Tests;

/// <summary>The verdict and the hooks, asked over HTTP, and who may ask.</summary>
public sealed class AdminTests
{
    private const string Verdict = "/progressive/api/flags/checkout/verdict";
    private static readonly (string Name, string Value) s_operator = ("X-Role", "operator");

    private readonly FakeTimeProvider _time = new();
    private HttpStatusCode _candidate = HttpStatusCode.OK;

    [Theory]
    [InlineData("Production", null, 403)]
    [InlineData("Development", null, 200)]
    [InlineData("Development", "X-Forwarded-For", 403)]
    [InlineData("Development", "Forwarded", 403)]
    [InlineData("Development", "Via", 403)]
    public async Task Without_a_policy_only_a_developer_at_the_machine_is_let_in(string environment, string? header, int status)
    {
        await using var app = await StartAsync(environment);
        using var response = await app.SendAsync(Verdict, headers: header is null ? [] : [(header, "10.0.0.1")]);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 403)
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("PRG0410", problem.RootElement.GetProperty("code").GetString());
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains("no authorization policy 'progressive:read'", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("operator", 200)]
    [InlineData("nobody", 401)]
    public async Task With_a_policy_it_decides_also_at_the_machine(string role, int status)
    {
        await using var app = await StartAsync("Development", AllowOperators);
        using var response = await app.SendAsync(Verdict, headers: ("X-Role", role));
        Assert.Equal(status, (int)response.StatusCode);
        using var hook = await app.SendAsync("/progressive/flagger/rollout?flag=checkout", method: HttpMethod.Post, headers: ("X-Role", role));
        Assert.Equal(status, (int)hook.StatusCode);
    }

    [Fact]
    public async Task The_verdict_follows_the_rollout_and_each_hook_follows_the_verdict()
    {
        await using var app = await StartAsync("Production", AllowOperators);
        var rollouts = app.Services.GetRequiredService<IRollouts>();
        Tick();
        var (verdict, reason) = await VerdictAsync(app);
        Assert.Equal("insufficient", verdict);
        Assert.NotEmpty(reason);
        Assert.Equal("200 403 403 403 200 200 200 200", await HooksAsync(app));

        // Paused by a person: whatever the guards say, nothing is to move.
        await rollouts.PauseAsync("checkout", "lunch", TestContext.Current.CancellationToken);
        Assert.Equal(("insufficient", "paused: lunch"), await VerdictAsync(app));
        await rollouts.ResumeAsync("checkout", "back", TestContext.Current.CancellationToken);

        await rollouts.PromoteAsync("checkout", "sure", full: true, TestContext.Current.CancellationToken);
        Assert.Equal(("pass", "promoted, in its bake"), await VerdictAsync(app));
        Assert.Equal("200 200 403 403 200 200 200 200", await HooksAsync(app));
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.Equal(("pass", "promoted, and the bake is over"), await VerdictAsync(app));
        Assert.Equal("200 200 200 403 200 200 200 200", await HooksAsync(app));
    }

    [Fact]
    public async Task A_candidate_taken_back_fails_with_the_evidence()
    {
        _candidate = HttpStatusCode.InternalServerError;
        await using var app = await StartAsync("Production", AllowOperators);
        Tick();
        for (var i = 0; i < 100; i++)
        {
            using var response = await app.SendAsync("/checkout", $"user-{i}");
        }

        Tick();
        var (verdict, reason) = await VerdictAsync(app);
        Assert.Equal("fail", verdict);
        Assert.Contains("error_rate < 1%: ", reason, StringComparison.Ordinal);
        Assert.Equal("403 403 403 200 200 200 200 200", await HooksAsync(app));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await using var app = await StartAsync("Production", AllowOperators);
        Assert.Equal(404, await StatusAsync(app, "/progressive/api/flags/chekout/verdict", HttpMethod.Get));
        Assert.Equal(404, await StatusAsync(app, "/progressive/flagger/rollout?flag=chekout", HttpMethod.Post));
        Assert.Equal(404, await StatusAsync(app, "/progressive/flagger/confirm?flag=checkout", HttpMethod.Post));
        Assert.Equal(400, await StatusAsync(app, "/progressive/flagger/rollout", HttpMethod.Post));
    }

    [Fact]
    public async Task The_answer_has_what_a_controller_needs()
    {
        await using var app = await StartAsync("Production", AllowOperators);
        Tick();
        using var json = JsonDocument.Parse(await app.GetAsync(Verdict, null, s_operator));
        var root = json.RootElement;
        Assert.Equal(["verdict", "reason", "phase", "candidate", "stable", "guards", "asOf"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Progressing", root.GetProperty("phase").GetString());
        Assert.Equal(("1", 0.5), (root.GetProperty("candidate").GetProperty("revision").GetString(), root.GetProperty("candidate").GetProperty("weight").GetDouble()));
        Assert.Equal("error_rate < 1%", root.GetProperty("guards")[0].GetProperty("guard").GetString());
        Assert.Equal("undecided", root.GetProperty("guards")[0].GetProperty("verdict").GetString());
    }

    private static void AllowOperators(WebApplicationBuilder builder) => builder.Services.AddAuthorization(options => options.AddPolicy(
        "progressive:read",
        policy => policy.RequireAssertion(context => context.Resource is HttpContext http && http.Request.Headers["X-Role"] == "operator")));

    private static async Task<(string Verdict, string Reason)> VerdictAsync(TestApp app)
    {
        using var json = JsonDocument.Parse(await app.GetAsync(Verdict, null, s_operator));
        return (json.RootElement.GetProperty("verdict").GetString()!, json.RootElement.GetProperty("reason").GetString()!);
    }

    private static async Task<int> StatusAsync(TestApp app, string path, HttpMethod method)
    {
        using var response = await app.SendAsync(path, method: method, headers: s_operator);
        return (int)response.StatusCode;
    }

    // rollout, confirm-traffic-increase, confirm-promotion, rollback, and those that never refuse.
    private static async Task<string> HooksAsync(TestApp app)
    {
        var answers = new List<int>();
        foreach (var hook in new[] { "rollout", "confirm-traffic-increase", "confirm-promotion", "rollback", "confirm-rollout", "pre-rollout", "post-rollout", "event" })
        {
            answers.Add(await StatusAsync(app, $"/progressive/flagger/{hook}?flag=checkout", HttpMethod.Post));
        }

        return string.Join(' ', answers);
    }

    private Task<TestApp> StartAsync(string environment, Action<WebApplicationBuilder>? configure = null) => TestApp.StartAsync(
        app =>
        {
            app.MapGet("/checkout", () => "v1").AsStable("checkout");
            app.MapGet("/checkout", () => Results.StatusCode((int)_candidate)).AsCandidate("checkout", revision: "1");
            app.MapProgressiveAdmin();
        },
        flags => flags.Define(
            "checkout",
            ("Rollout:Steps:0", "50% for 1h"),
            ("Rollout:Steps:1", "100%"),
            ("Rollout:Guards:0", "error_rate < 1%"),
            ("Rollout:Bake", "15s")),
        configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            configure?.Invoke(builder);
        },
        environment: environment);

    private void Tick() => _time.Advance(TimeSpan.FromMilliseconds(400));
}
