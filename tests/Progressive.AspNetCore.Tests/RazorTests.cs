using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Endpoints;

namespace Progressive.AspNetCore.Tests;

/// <summary>Razor Pages that exist where a flag is on, and parts of pages.</summary>
public sealed class RazorTests
{
    private static int s_runs;

    public static string Run()
    {
        Interlocked.Increment(ref s_runs);
        return "ran";
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_with_the_attribute_is_not_found_before_anybody_is_asked_who_they_are(bool waits)
    {
        TestFlags? live = null;
        await using var app = await StartAsync(flags => (live = flags).Switch("beta", false), waits);
        Assert.Equal("404", await app.GetAsync("/razor/beta"));
        Assert.Equal("404", await app.GetAsync("/razor/beta", null, ("Authorization", "Test x")));

        live!.Switch("beta", true);

        Assert.Equal("401", await app.GetAsync("/razor/beta"));
        Assert.Equal("beta", (await app.GetAsync("/razor/beta", null, ("Authorization", "Test x"))).Trim());
        live.Switch("beta", false);
        Assert.Equal("404", await app.GetAsync("/razor/beta", null, ("Authorization", "Test x")));
    }

    /// <summary>Pages that are compiled while running say what they require when they are first asked for, and not before.</summary>
    [Fact]
    public async Task A_page_that_is_not_compiled_yet_is_asked_about_one_by_one()
    {
        await using var app = await StartAsync(_ => { }, waits: false);
        var policy = app.Services.GetServices<MatcherPolicy>().OfType<FlagMatcherPolicy>().Single();
        Endpoint[] page = [new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/p"), 0, new EndpointMetadataCollection(new PageActionDescriptor { RelativePath = "/P.cshtml" }), null)];

        Assert.True(((IEndpointSelectorPolicy)policy).AppliesToEndpoints(page));
        Assert.False(((INodeBuilderPolicy)policy).AppliesToEndpoints(page));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_part_of_a_page_is_there_where_flags_say_so(bool waits, bool isCall)
    {
        await using var app = await StartAsync(
            flags =>
            {
                flags.Switch("on", true);
                flags.Switch("on2", true);
                flags.Switch("off", false);
                flags.Define("checkout", ("Variants:stable:Value", "1"), ("Variants:candidate:Value", "2"), ("Default", "stable"));
                flags.SwitchHalf("half");
            },
            waits,
            isCall);

        foreach (var half in new[] { "on", "off" })
        {
            var key = app.KeyFor("half", half);
            var page = await app.GetAsync("/razor/parts", waits ? null : key, ("Authorization", $"Test {key}"));

            Assert.Equal(
                $"[on][not off][any][both][stable][either]{(half == "on" ? "[half]" : "")}<flag>[plain]</flag>",
                string.Concat(page.Split('\n').Select(line => line.Trim())));
        }

        Assert.Equal(0, s_runs);
    }

    private static Task<TestApp> StartAsync(Action<TestFlags> flags, bool waits, bool isCall = false) => TestApp.StartAsync(
        app => app.MapRazorPages(),
        flags,
        http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
        builder =>
        {
            builder.Services.AddRazorPages();
            TestAuthentication.Add(builder.Services);
            builder.Services.AddAuthorization();
        },
        use: app =>
        {
            if (isCall)
            {
                app.UseProgressiveDelivery();
            }
        });
}
