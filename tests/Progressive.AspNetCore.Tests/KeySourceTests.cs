using Microsoft.AspNetCore.Builder;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

/// <summary>Who is asking: every place a key may come from, and attributes.</summary>
public sealed class KeySourceTests
{
    [Fact]
    public async Task A_claim_chooses_where_authentication_has_to_be_waited_for()
    {
        await using var app = await TestApp.StartAsync(
            MapCheckout,
            flags => flags.HalfAndHalf("checkout"),
            http => http.Keys = [TargetingKeySource.Claim("tenant"), TargetingKeySource.Header("X-User")],
            builder => TestAuthentication.Add(builder.Services));
        var (forStable, forCandidate) = (app.KeyFor("checkout", "stable"), app.KeyFor("checkout", "candidate"));

        Assert.Equal("v2", await app.GetAsync("/checkout", forStable, ("Authorization", $"Test x;tenant={forCandidate}")));
        Assert.Equal("v1", await app.GetAsync("/checkout", forCandidate, ("Authorization", $"Test x;tenant={forStable}")));
        Assert.Equal("v2", await app.GetAsync("/checkout", forCandidate));
        Assert.Equal("checkout candidate ok=2; checkout stable ok=1", app.Calls.Read());
    }

    [Theory]
    [InlineData("Test", null)]
    [InlineData(null, "Test")]
    public async Task The_user_chooses_by_the_default_scheme_or_the_named_one(string? defaultScheme, string? named)
    {
        await using var app = await TestApp.StartAsync(
            MapCheckout,
            flags => flags.HalfAndHalf("checkout"),
            http => (http.Keys, http.AuthenticationScheme) = ([TargetingKeySource.User()], named),
            builder =>
            {
                TestAuthentication.Add(builder.Services, defaultScheme);
                TestAuthentication.Add(builder.Services, defaultScheme, "Other");
            });

        Assert.Equal("v2", await app.GetAsync("/checkout", null, ("Authorization", $"Test {app.KeyFor("checkout", "candidate")}")));
        Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Authorization", $"Test {app.KeyFor("checkout", "stable")}")));
        Assert.Equal("v1", await app.GetAsync("/checkout"));
    }

    [Fact]
    public async Task A_user_who_is_authenticated_before_routing_chooses_without_authentication_services()
    {
        await using var app = await TestApp.StartAsync(
            MapCheckout,
            flags => flags.HalfAndHalf("checkout"),
            http => http.Keys = [TargetingKeySource.User()],
            use: app =>
            {
                app.Use((context, next) =>
                {
                    context.User = new(new System.Security.Claims.ClaimsIdentity([new("sub", context.Request.Headers["X-Sub"].ToString())], "mine"));
                    return next(context);
                });
                app.UseRouting();
            });

        Assert.Equal("v2", await app.GetAsync("/checkout", null, ("X-Sub", app.KeyFor("checkout", "candidate"))));
    }

    [Fact]
    public async Task Anything_in_the_request_can_be_the_key_and_a_source_that_throws_is_skipped()
    {
        await using var app = await TestApp.StartAsync(
            MapCheckout,
            flags => flags.HalfAndHalf("checkout"),
            http => http.Keys = [TargetingKeySource.From(_ => throw new InvalidOperationException()), TargetingKeySource.From(c => c.Request.Query["who"])]);

        Assert.Equal("v2", await app.GetAsync($"/checkout?who={app.KeyFor("checkout", "candidate")}"));
    }

    [Fact]
    public async Task Rules_see_attributes_and_the_user_found_for_them()
    {
        await using var app = await TestApp.StartAsync(
            MapCheckout,
            flags => flags.CandidateWhere("checkout", "tenant", "a"),
            http => http.Attributes.Set((context, attributes) => attributes["tenant"] = context.User.FindFirst("tenant")?.Value),
            builder => TestAuthentication.Add(builder.Services));

        Assert.Equal("v2", await app.GetAsync("/checkout", null, ("Authorization", "Test x;tenant=a")));
        Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Authorization", "Test x;tenant=b")));
        Assert.Equal("v1", await app.GetAsync("/checkout"));
    }

    [Fact]
    public async Task Attributes_that_throw_leave_the_request_alone()
    {
        await using var app = await TestApp.StartAsync(
            MapCheckout,
            flags => flags.CandidateWhere("checkout", "tenant", "a"),
            http => http.Attributes.Set((_, _) => throw new InvalidOperationException()));

        Assert.Equal("v1", await app.GetAsync("/checkout"));
    }

    private static void MapCheckout(WebApplication app)
    {
        app.MapGet("/checkout", () => "v1").AsStable("checkout");
        app.MapGet("/checkout", () => "v2").AsCandidate("checkout", revision: "1");
    }
}
