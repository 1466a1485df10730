using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

/// <summary><c>UseProgressiveDelivery()</c>: the request is the context and the call of flags used in code.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Flags_read_in_a_request_know_who_is_asking()
    {
        await using var app = await StartAsync(
            (IFlags flags) => flags.IsEnabled("half") && flags.IsEnabled("tenant") ? "on" : "off",
            flags =>
            {
                flags.SwitchHalf("half");
                flags.SwitchWhere("tenant", "tenant", "a");
            },
            http => http.Attributes.Set((context, attributes) => attributes["tenant"] = context.Request.Query["tenant"].ToString()));

        Assert.Equal("on", await app.GetAsync("/f?tenant=a", app.KeyFor("half", "on")));
        Assert.Equal("off", await app.GetAsync("/f?tenant=b", app.KeyFor("half", "on")));
        Assert.Equal("off", await app.GetAsync("/f?tenant=a", app.KeyFor("half", "off")));
    }

    [Theory]
    [InlineData(200, "f on ok=1")]
    [InlineData(404, "f on rejected=1")]
    [InlineData(500, "f on error 500=1")]
    public async Task A_request_is_one_call_of_each_guarded_flag_read_in_it(int status, string counted)
    {
        await using var app = await StartAsync(
            (IFlags flags) => Results.StatusCode(flags.IsEnabled("f") && flags.IsEnabled("f") && flags.IsEnabled("g") ? status : 0),
            flags =>
            {
                flags.Switch("g", true);
                flags.Guarded("f");
            });

        await app.GetAsync("/f");

        Assert.Equal(counted, app.Calls.Read());
    }

    [Fact]
    public async Task An_exception_is_an_error_of_the_flags_read_and_the_error_page_is_not_another_call()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/f", string (IFlags flags) => flags.IsEnabled("f") ? throw new InvalidOperationException() : "off");
                app.MapGet("/error", (IFlags flags) => $"sorry {flags.IsEnabled("f")} {flags.IsEnabled("half")}");
            },
            flags =>
            {
                flags.Switch("f", true);
                flags.SwitchHalf("half");
                flags.Guarded("f");
            },
            use: app =>
            {
                app.UseExceptionHandler("/error");
                app.UseRouting();
                app.UseProgressiveDelivery();
            });

        using var response = await app.SendAsync("/f", app.KeyFor("half", "on"));

        Assert.Equal("sorry True True", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("f on error System.InvalidOperationException=1", app.Calls.Read());
    }

    [Fact]
    public async Task A_client_that_goes_away_does_not_count()
    {
        var reached = new TaskCompletionSource();
        await using var app = await StartAsync(
            async (IFlags flags, HttpContext context) =>
            {
                flags.IsEnabled("f");
                reached.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
            },
            flags =>
            {
                flags.Guarded("f");
            });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var request = app.Client.GetAsync(new Uri("/f", UriKind.Relative), leaving.Token);
        await reached.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await app.EndedAsync();

        Assert.Equal("", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_required_flag_is_read_by_the_request_it_lets_through(bool asFilter)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                var endpoint = app.MapGet("/f", () => Results.StatusCode(500));
                _ = asFilter ? endpoint.RequireFlag("f", _ => Results.Ok()) : endpoint.RequireFlag("f");
            },
            flags =>
            {
                flags.Guarded("f");
            },
            use: app => app.UseProgressiveDelivery());

        await app.GetAsync("/f");

        Assert.Equal("f on error 500=1", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Routing_and_code_agree_about_the_caller_whatever_the_user_becomes(bool anonymous)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/f", (IFlags flags) => $"v1 {flags.Evaluate("f").Variant}").AsStable("f");
                app.MapGet("/f", (IFlags flags) => $"v2 {flags.Evaluate("f").Variant}").AsCandidate("f");
            },
            flags => flags.HalfAndHalf("f"),
            http => http.Keys = [TargetingKeySource.User(), TargetingKeySource.AnonymousCookie()],
            builder => TestAuthentication.Add(builder.Services),
            use: app =>
            {
                app.Use((context, next) =>
                {
                    context.User = new(new System.Security.Claims.ClaimsIdentity([new("sub", "somebody else")], "other"));
                    return next(context);
                });
                app.UseProgressiveDelivery();
            });

        for (var i = 0; i < 16; i++)
        {
            var answer = await app.GetAsync("/f", null, anonymous ? ("X", "x") : ("Authorization", $"Test user-{i}"));
            Assert.True(answer is "v1 stable" or "v2 candidate", answer);
        }
    }

    [Fact]
    public async Task A_context_kept_beyond_its_request_reads_nobody_elses()
    {
        EvaluationContext? kept = null;
        await using var app = await StartAsync(
            () =>
            {
                kept = EvaluationContext.Current;
                return "kept";
            },
            http: http => http.Attributes.Set((_, attributes) => attributes["tenant"] = "a"));

        await app.GetAsync("/f", "user-1");

        Assert.Null(kept!.TargetingKey);
        Assert.Equal("", kept["tenant"].ToString());
        Assert.Null(EvaluationContext.Current);
    }

    [Fact]
    public async Task A_request_that_reads_no_flag_finds_out_nothing_about_its_caller()
    {
        var asked = 0;
        await using var app = await StartAsync(
            (IFlags flags) => flags.IsEnabled("f") ? "on" : "off",
            flags => flags.Switch("f", true),
            http =>
            {
                http.Keys = [TargetingKeySource.From(_ => { asked++; return "x"; })];
                http.Attributes.Set((_, _) => asked++);
            });

        Assert.Equal("on", await app.GetAsync("/f"));
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task A_guarded_flag_whose_requests_fail_turns_itself_off()
    {
        await using var app = await StartAsync(
            (IFlags flags) => flags.IsEnabled("f") ? Results.StatusCode(500) : Results.Ok("off"),
            flags => flags.Guarded("f", "error_rate < 1%"),
            configure: builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider()));
        var failed = 0;
        while (await app.GetAsync("/f") == "500" && failed < 50)
        {
            failed++;
        }

        Assert.InRange(failed, 3, 5);
    }

    private static Task<TestApp> StartAsync(Delegate handler, Action<TestFlags>? flags = null, Action<ProgressiveHttpOptions>? http = null, Action<WebApplicationBuilder>? configure = null) => TestApp.StartAsync(
        app => app.MapGet("/f", handler),
        flags,
        http,
        configure,
        use: app => app.UseProgressiveDelivery());
}
