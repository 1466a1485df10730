using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

public sealed class RequireFlagTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hidden_endpoint_is_not_found_before_anybody_is_asked_who_they_are(bool waits)
    {
        TestFlags? live = null;
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/beta", () => "beta").RequireFlag("beta").RequireAuthorization(),
            flags => (live = flags).Switch("beta", false),
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            builder =>
            {
                TestAuthentication.Add(builder.Services);
                builder.Services.AddAuthorization();
            });
        Assert.Equal("404", await app.GetAsync("/beta"));
        Assert.Equal("404", await app.GetAsync("/beta", null, ("Authorization", "Test x")));

        live!.Switch("beta", true);

        Assert.Equal("401", await app.GetAsync("/beta"));
        Assert.Equal("beta", await app.GetAsync("/beta", null, ("Authorization", "Test x")));
    }

    [Fact]
    public async Task Only_those_the_flag_is_on_for_find_it_and_all_flags_must_be_on()
    {
        TestFlags? live = null;
        await using var app = await TestApp.StartAsync(
            app => app.MapGroup("/g").RequireFlag("group").MapGet("/beta", () => "beta").RequireFlag("beta"),
            flags =>
            {
                (live = flags).Switch("group", true);
                flags.SwitchHalf("beta");
            });
        var (off, on) = (app.KeyFor("beta", "off"), app.KeyFor("beta", "on"));

        Assert.Equal("beta", await app.GetAsync("/g/beta", on));
        Assert.Equal("404", await app.GetAsync("/g/beta", off));
        Assert.Equal("404", await app.GetAsync("/g/beta"));
        live!.Switch("group", false);
        Assert.Equal("404", await app.GetAsync("/g/beta", on));
    }

    [Fact]
    public async Task A_flag_that_nothing_defines_hides()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/beta", () => "beta").RequireFlag("beta"));

        Assert.Equal("404", await app.GetAsync("/beta"));
    }

    [Fact]
    public async Task A_result_of_ones_own_stands_in_after_authorization()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/beta", () => "beta").RequireFlag("beta", _ => Results.Text("soon")).RequireAuthorization();
                app.MapGet("/open", () => "open").RequireFlag("on", _ => Results.Text("soon"));
                app.MapGet("/user", () => "user").RequireFlag("half", _ => Results.Text("soon"));
            },
            flags =>
            {
                flags.Switch("beta", false);
                flags.Switch("on", true);
                flags.SwitchHalf("half");
            },
            http => http.Keys = [TargetingKeySource.User()],
            builder =>
            {
                TestAuthentication.Add(builder.Services);
                builder.Services.AddAuthorization();
            });

        Assert.Equal("401", await app.GetAsync("/beta"));
        Assert.Equal("soon", await app.GetAsync("/beta", null, ("Authorization", "Test x")));
        Assert.Equal("open", await app.GetAsync("/open"));
        Assert.Equal("user", await app.GetAsync("/user", null, ("Authorization", $"Test {app.KeyFor("half", "on")}")));
        Assert.Equal("soon", await app.GetAsync("/user", null, ("Authorization", $"Test {app.KeyFor("half", "off")}")));
    }

    [Fact]
    public async Task A_preflight_finds_what_is_on_for_somebody_and_not_what_is_on_for_nobody()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/some", () => "some").RequireFlag("some").RequireCors(policy => policy.AllowAnyOrigin());
                app.MapGet("/none", () => "none").RequireFlag("none").RequireCors(policy => policy.AllowAnyOrigin());
            },
            flags =>
            {
                flags.SwitchHalf("some");
                flags.Switch("none", false);
            },
            configure: builder => builder.Services.AddCors(),
            use: app => app.UseCors());

        foreach (var (path, found) in new[] { ("/some", true), ("/none", false) })
        {
            using var response = await app.SendAsync(path, null, HttpMethod.Options, ("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET"));
            Assert.Equal(found, response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }
}
