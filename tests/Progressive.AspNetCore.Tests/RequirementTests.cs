using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

/// <summary>Requirements of several flags, what answers in an endpoint's place, attributes, and branches of the pipeline.</summary>
public sealed class RequirementTests
{
    [Theory]
    [InlineData("on-on", true, true, false)]
    [InlineData("on-off", false, true, false)]
    [InlineData("off-on", false, true, false)]
    [InlineData("off-off", false, false, true)]
    [InlineData("undefined", false, false, true)]
    public async Task All_any_and_none_of_several_flags(string flags, bool all, bool any, bool none)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/all", () => "all").RequireFlag(FlagRequirement.All("a", "b"));
                app.MapGet("/any", () => "any").RequireFlag(FlagRequirement.Any("a", "b"));
                app.MapGet("/none", () => "none").RequireFlag(FlagRequirement.None("a", "b"));
                app.MapGet("/not-all", () => "not all").RequireFlag(FlagRequirement.All("a", "b").Negate());
            },
            definitions => Define(definitions, flags));

        Assert.Equal(all ? "all" : "404", await app.GetAsync("/all"));
        Assert.Equal(any ? "any" : "404", await app.GetAsync("/any"));
        Assert.Equal(none ? "none" : "404", await app.GetAsync("/none"));
        Assert.Equal(all ? "404" : "not all", await app.GetAsync("/not-all"));
    }

    [Fact]
    public void A_requirement_names_flags()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FlagRequirement.All());
        Assert.Throws<ArgumentException>(() => FlagRequirement.Any("a", ""));
        Assert.Equal("not any(a,b)", FlagRequirement.None("A", "b").ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_endpoints_on_one_route_take_turns(bool waits)
    {
        TestFlags? live = null;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/page", () => "new").RequireFlag("new");
                app.MapGet("/page", () => "old").RequireFlag(FlagRequirement.None("new"));
            },
            flags => (live = flags).Switch("new", true),
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            builder => TestAuthentication.Add(builder.Services));

        Assert.Equal("new", await app.GetAsync("/page"));
        live!.Switch("new", false);
        Assert.Equal("old", await app.GetAsync("/page"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_answers_otherwise_does_so_before_anybody_is_asked_who_they_are(bool waits)
    {
        TestFlags? live = null;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/reports", () => "reports").RequireFlag(FlagRequirement.All("reports"), http => Results.Text("soon").ExecuteAsync(http)).RequireAuthorization();
                app.MapFallback(() => "fallback");
            },
            flags => (live = flags).Switch("reports", false),
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            builder =>
            {
                TestAuthentication.Add(builder.Services);
                builder.Services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            });
        Assert.Equal("soon", await app.GetAsync("/reports"));
        Assert.Equal("401", await app.GetAsync("/elsewhere"));

        live!.Switch("reports", true);

        Assert.Equal("401", await app.GetAsync("/reports"));
        Assert.Equal("reports", await app.GetAsync("/reports", null, ("Authorization", "Test x")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_endpoint_that_is_there_goes_before_what_stands_in_for_another(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/page", () => "new").RequireFlag(FlagRequirement.All("new"), http => Results.Text("soon").ExecuteAsync(http));
                app.MapGet("/page", () => "newer").RequireFlag(FlagRequirement.All("newer"), http => Results.Text("later").ExecuteAsync(http));
                app.MapGet("/page", () => "old").RequireFlag(FlagRequirement.None("old-is-gone"));
                app.MapGet("/both", () => "a").RequireFlag(FlagRequirement.All("new"), http => Results.Text("soon").ExecuteAsync(http));
                app.MapGet("/both", () => "b").RequireFlag(FlagRequirement.All("newer"), http => Results.Text("later").ExecuteAsync(http));
            },
            flags => flags.Switch("new", false),
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            builder => TestAuthentication.Add(builder.Services));

        Assert.Equal("old", await app.GetAsync("/page"));
        Assert.Equal("soon", await app.GetAsync("/both"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Controllers_and_handlers_carry_the_attribute(bool waits)
    {
        TestFlags? live = null;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapControllers();
                app.MapGet("/lambda", [RequireFlag("on", "off", Any = true)] () => "lambda");
            },
            flags =>
            {
                (live = flags).Switch("on", true);
                flags.Switch("off", false);
            },
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            builder =>
            {
                TestApp.Controllers(builder, typeof(GatedController));
                TestAuthentication.Add(builder.Services);
                builder.Services.AddAuthorization();
            });

        Assert.Equal("lambda", await app.GetAsync("/lambda"));
        Assert.Equal("open", await app.GetAsync("/gated/open"));
        Assert.Equal("404", await app.GetAsync("/gated/hidden"));
        Assert.Equal("there", await app.GetAsync("/gated/there"));
        live!.Switch("off", true);
        Assert.Equal("401", await app.GetAsync("/gated/hidden"));
        Assert.Equal("404", await app.GetAsync("/gated/there"));
        live.Switch("on", false);
        Assert.Equal("404", await app.GetAsync("/gated/open"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_branch_of_the_pipeline_is_for_those_whom_the_flag_is_on_for(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/", (HttpContext http) => $"end {http.Items["mark"]}"),
            flags => flags.SwitchHalf("half"),
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            builder => TestAuthentication.Add(builder.Services),
            use: app =>
            {
                app.UseWhenFlag("half", branch => branch.Use((http, next) =>
                {
                    http.Items["mark"] = "marked";
                    return next(http);
                }));
                app.MapWhenFlag(FlagRequirement.All("half", "undefined").Negate(), branch => branch.UseWhenFlag("undefined", _ => { }).Run(http => http.Response.WriteAsync($"branch {http.Items["mark"]}")));
            });

        Assert.Equal("branch marked", await Get(app.KeyFor("half", "on")));
        Assert.Equal("branch ", await Get(app.KeyFor("half", "off")));

        Task<string> Get(string key) => app.GetAsync("/", waits ? null : key, ("Authorization", $"Test {key}"));
    }

    [Fact]
    public async Task A_branch_that_is_not_taken_is_passed_by()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/", () => "end"),
            flags => flags.Switch("off", false),
            use: app =>
            {
                app.UseWhenFlag("off", branch => branch.Run(http => http.Response.WriteAsync("used")));
                app.MapWhenFlag("off", branch => branch.Run(http => http.Response.WriteAsync("mapped")));
            });

        Assert.Equal("end", await app.GetAsync("/"));
    }

    [Fact]
    public void Branches_need_the_integration()
    {
        var app = WebApplication.CreateBuilder().Build();

        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => app.UseWhenFlag("a", _ => { })).Code);
        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => app.MapWhenFlag("a", _ => { })).Code);
    }

    [Theory]
    [InlineData("some", true)]
    [InlineData("on", false)]
    [InlineData("off", true)]
    [InlineData("on,some", false)]
    [InlineData("off,some", true)]
    public async Task A_preflight_finds_a_negated_endpoint_unless_it_is_there_for_nobody(string flag, bool found)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/old", () => "old").RequireFlag(FlagRequirement.None(flag.Split(','))).RequireCors(policy => policy.AllowAnyOrigin()),
            flags =>
            {
                flags.SwitchHalf("some");
                flags.Switch("on", true);
                flags.Switch("off", false);
            },
            configure: builder => builder.Services.AddCors(),
            use: app => app.UseCors());

        using var response = await app.SendAsync("/old", null, HttpMethod.Options, ("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET"));

        Assert.Equal(found, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("on", false)]
    [InlineData("on,some", true)]
    [InlineData("on,off", true)]
    [InlineData("off", true)]
    public async Task A_preflight_finds_what_is_there_until_all_are_on(string flag, bool found)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/old", () => "old").RequireFlag(FlagRequirement.All(flag.Split(',')).Negate()).RequireCors(policy => policy.AllowAnyOrigin()),
            flags =>
            {
                flags.SwitchHalf("some");
                flags.Switch("on", true);
                flags.Switch("off", false);
            },
            configure: builder => builder.Services.AddCors(),
            use: app => app.UseCors());

        using var response = await app.SendAsync("/old", null, HttpMethod.Options, ("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET"));

        Assert.Equal(found, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static void Define(TestFlags definitions, string flags)
    {
        if (flags.Split('-') is [var a, var b])
        {
            definitions.Switch("a", a == "on");
            definitions.Switch("b", b == "on");
        }
    }
}

[Route("gated"), RequireFlag("on")]
public sealed class GatedController : ControllerBase
{
    [HttpGet("open")]
    public string Open() => "open";

    [HttpGet("hidden"), RequireFlag("off"), Authorize]
    public string Hidden() => "hidden";

    [HttpGet("there"), RequireFlag("off", Negate = true)]
    public string There() => "there";
}
