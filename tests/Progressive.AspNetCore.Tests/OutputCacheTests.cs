using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.AspNetCore.Tests;

public sealed class OutputCacheTests
{
    [Theory]
    [InlineData("endpoint")]
    [InlineData("base")]
    [InlineData("controller")]
    public async Task Cached_answers_are_kept_apart_by_variant_and_are_not_calls(string cachedBy)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                if (cachedBy == "controller")
                {
                    app.MapControllers();
                    return;
                }

                var served = 0;
                var stable = app.MapGet("/page", () => $"v1 {Interlocked.Increment(ref served)}").AsStable("page");
                var candidate = app.MapGet("/page", () => $"v2 {Interlocked.Increment(ref served)}").AsCandidate("page");
                if (cachedBy == "endpoint")
                {
                    stable.CacheOutput();
                    candidate.CacheOutput();
                }
            },
            flags => flags.HalfAndHalf("page"),
            configure: builder =>
            {
                TestApp.Controllers(builder, typeof(PageController));
                builder.Services.AddOutputCache(options =>
                {
                    if (cachedBy == "base")
                    {
                        options.AddBasePolicy(policy => policy.Cache());
                    }
                });
            },
            use: app => app.UseOutputCache());
        PageController.Served = 0;
        var (forStable, forCandidate) = (app.KeyFor("page", "stable"), app.KeyFor("page", "candidate"));

        Assert.Equal("v1 1", await app.GetAsync("/page", forStable));
        Assert.Equal("v2 2", await app.GetAsync("/page", forCandidate));
        Assert.Equal("v1 1", await app.GetAsync("/page", forStable));
        Assert.Equal("v2 2", await app.GetAsync("/page", forCandidate));
        Assert.Equal("page candidate ok=1; page stable ok=1", app.Calls.Read());
    }

    [ApiController]
    [Route("page")]
    public sealed class PageController : ControllerBase
    {
        internal static int Served;

        [HttpGet]
        [OutputCache]
        [StableVariant("page")]
        public string V1() => $"v1 {Interlocked.Increment(ref Served)}";

        [HttpGet]
        [OutputCache]
        [CandidateVariant("page")]
        public string V2() => $"v2 {Interlocked.Increment(ref Served)}";
    }
}
