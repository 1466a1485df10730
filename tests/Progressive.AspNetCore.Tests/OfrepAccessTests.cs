using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using static Progressive.AspNetCore.Tests.OfrepCalls;

namespace Progressive.AspNetCore.Tests;

/// <summary>Who may ask, and how often, where the application says so.</summary>
public sealed class OfrepAccessTests
{
    [Theory]
    [InlineData(null, null, 401)]
    [InlineData("X-API-Key", "", 401)]
    [InlineData("X-API-Key", "wrong", 401)]
    [InlineData("X-API-Key", "second-key", 200)]
    [InlineData("Authorization", "Bearer first-key", 200)]
    [InlineData("Authorization", "bearer first-key", 200)]
    [InlineData("Authorization", "Bearer first-ke", 401)]
    [InlineData("Authorization", "Basic first-key", 401)]
    [InlineData("Authorization", "first-key", 401)]
    public async Task With_api_keys_one_has_to_be_presented(string? header, string? value, int status)
    {
        await using var app = await TestApp.StartAsync(app => app.MapOfrep(options => options.ApiKeys = ["first-key", "second-key"]), Flags);
        foreach (var flag in new[] { null, "on" })
        {
            var reply = await app.OfrepAsync(flag, "{}", headers: header is null ? [] : [(header, value!)]);
            Assert.Equal(status, reply.Status);
            Assert.Equal(status == 200, reply.Text.Length > 0);
            Assert.Equal(status == 401, reply.Headers.WwwAuthenticate.Count > 0);
        }
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Test ada", 403)]
    [InlineData("Test ada;plan=gold", 200)]
    public async Task Authorization_is_the_platform_s(string? authorization, int status)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapOfrep().RequireAuthorization(policy => policy.RequireClaim("plan")),
            Flags,
            configure: builder =>
            {
                TestAuthentication.Add(builder.Services);
                builder.Services.AddAuthorization();
            });
        Assert.Equal(status, (await app.OfrepAsync(null, headers: authorization is null ? [] : [("Authorization", authorization)])).Status);
        Assert.Equal(status, (await app.OfrepAsync("on", headers: authorization is null ? [] : [("Authorization", authorization)])).Status);
    }

    [Fact]
    public async Task The_limit_of_a_rate_is_told_with_the_time_to_wait()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapOfrep().RequireRateLimiting("ofrep"),
            Flags,
            configure: builder => builder.Services.AddRateLimiter(limiter =>
            {
                limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                limiter.OnRejected = (rejected, _) =>
                {
                    if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                    {
                        rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                    }

                    return ValueTask.CompletedTask;
                };
                limiter.AddFixedWindowLimiter("ofrep", window => (window.PermitLimit, window.Window) = (2, TimeSpan.FromHours(1)));
            }),
            use: app => app.UseRateLimiter());
        Assert.Equal(200, (await app.OfrepAsync(null)).Status);
        Assert.Equal(200, (await app.OfrepAsync("on")).Status);
        var limited = await app.OfrepAsync("on");
        Assert.Equal((429, ""), (limited.Status, limited.Text));
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_group_moves_it()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGroup("/internal").MapOfrep(), Flags);
        Assert.Equal(404, (await app.OfrepAsync(null)).Status);
        Assert.Equal(200, (await app.OfrepAsync("/internal" + Bulk, new StringContent("{}"))).Status);
    }

    [Fact]
    public async Task The_user_that_only_authentication_knows_is_the_key()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapOfrep(),
            flags => flags.HalfForClients("half"),
            http => http.Keys = [Context.TargetingKeySource.User()],
            builder => TestAuthentication.Add(builder.Services));
        foreach (var variant in new[] { "stable", "candidate" })
        {
            var reply = await app.OfrepAsync(null, headers: ("Authorization", $"Test {app.KeyFor("half", variant)}"));
            Assert.Equal(variant, reply["half"].GetProperty("variant").GetString());
        }
    }

    private static void Flags(TestFlags flags) => flags.Define("on", ("Client", "true"), ("Default", "on"));
}
