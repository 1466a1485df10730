using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Progressive.AspNetCore.Tests;

public sealed class ProbeTests
{
    [Theory]
    [InlineData("/livez", "live")]
    [InlineData("/readyz", "ready")]
    [InlineData("/startupz", "started")]
    public async Task Probes_answer_anybody_with_one_word_past_all_middleware(string path, string word)
    {
        await using var app = await StartAsync(new TestReadiness());

        using var response = await app.SendAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(word, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("401", await app.GetAsync("/other"));

        using var head = await app.SendAsync(path, null, HttpMethod.Head);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(word.Length, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Startup_waits_for_the_start_and_nothing_else_does()
    {
        var readiness = new TestReadiness { IsStarted = false };
        await using var app = await StartAsync(readiness);

        Assert.Equal("503 starting", await AskAsync(app, "/startupz"));
        Assert.Equal("200 live", await AskAsync(app, "/livez"));
        Assert.Equal("200 ready", await AskAsync(app, "/readyz"));
        readiness.IsStarted = true;
        Assert.Equal("200 started", await AskAsync(app, "/startupz"));
    }

    [Fact]
    public async Task Readiness_depends_on_required_flags_only()
    {
        var readiness = new TestReadiness { Missing = "other" };
        await using var app = await StartAsync(readiness, required: ["checkout"]);

        Assert.Equal("200 ready", await AskAsync(app, "/readyz"));
        readiness.Missing = "checkout";
        Assert.Equal("503 unready", await AskAsync(app, "/readyz"));
        Assert.Equal("200 live", await AskAsync(app, "/livez"));
        readiness.Missing = null;
        Assert.Equal("200 ready", await AskAsync(app, "/readyz"));
    }

    [Fact]
    public async Task A_host_that_is_stopping_is_not_ready()
    {
        await using var app = await StartAsync(new TestReadiness());
        var answer = new TaskCompletionSource<string>();

        // Asked while the host waits for what registered here: the server still answers.
        app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(
            () => answer.SetResult(Task.Run(() => AskAsync(app, "/readyz")).GetAwaiter().GetResult()));
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal("503 stopping", await answer.Task);
    }

    private static async Task<string> AskAsync(TestApp app, string path)
    {
        using var response = await app.SendAsync(path);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    private static Task<TestApp> StartAsync(TestReadiness readiness, IReadOnlyList<string>? required = null) => TestApp.StartAsync(
        app =>
        {
            app.MapProgressiveProbes();
            app.MapGet("/other", () => "other");
        },
        http: options => options.RequiredFlags = required ?? [],
        configure: builder =>
        {
            builder.Services.AddSingleton<IProgressiveReadiness>(readiness);
            TestAuthentication.Add(builder.Services);
            builder.Services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        },
        use: app => app.Use((context, next) => context.Request.Path == "/other" ? next(context) : throw new InvalidOperationException("past all middleware")));
}
