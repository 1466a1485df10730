using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Metrics;

namespace Progressive.AspNetCore.Tests;

public sealed class OutcomeTests
{
    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Post];

    [Theory]
    [InlineData(200, "ok")]
    [InlineData(302, "ok")]
    [InlineData(400, "rejected")]
    [InlineData(404, "rejected")]
    [InlineData(499, "rejected")]
    [InlineData(500, "error 500")]
    [InlineData(503, "error 503")]
    public async Task A_status_is_an_outcome(int status, string outcome)
    {
        Assert.Equal(outcome, await OutcomeAsync(context => context.Response.StatusCode = status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_is_an_error_and_goes_on_untouched(bool waits)
    {
        Exception? seen = null;
        await using var app = await StartAsync(
            async _ =>
            {
                if (waits)
                {
                    await Task.Yield();
                }

                throw new InvalidOperationException("mine");
            },
            use: app => app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException e)
                {
                    seen = e;
                    context.Response.StatusCode = 418;
                }
            }));

        Assert.Equal("418", await app.GetAsync("/f"));
        Assert.Equal("mine", seen?.Message);
        Assert.Equal("f candidate error System.InvalidOperationException=1", app.Calls.Read());
    }

    [Fact]
    public async Task A_delegate_that_throws_before_it_returns_a_task_is_an_error()
    {
        await using var app = await StartAsync(_ => throw new InvalidOperationException());

        Assert.Equal("500", await app.GetAsync("/f"));
        Assert.Equal("f candidate error System.InvalidOperationException=1", app.Calls.Read());
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_is_rejected()
    {
        await using var app = await StartAsync(_ => throw new BadHttpRequestException("too large", 413));

        await app.GetAsync("/f");
        Assert.Equal("f candidate rejected=1", app.Calls.Read());
    }

    [Fact]
    public async Task A_cancellation_of_the_candidates_own_is_an_error()
    {
        await using var app = await StartAsync(_ => throw new OperationCanceledException());

        await app.GetAsync("/f");
        Assert.Equal("f candidate error System.OperationCanceledException=1", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_away_does_not_count(bool asIO)
    {
        var reached = new TaskCompletionSource();
        await using var app = await StartAsync(async context =>
        {
            var gone = new TaskCompletionSource();
            context.RequestAborted.Register(gone.SetResult);
            reached.SetResult();
            await gone.Task;
            throw asIO ? new IOException("The connection is gone.") : new OperationCanceledException(context.RequestAborted);
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var request = app.Client.GetAsync(new Uri("/f", UriKind.Relative), leaving.Token);
        await reached.Task;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await app.EndedAsync();
        Assert.Equal("", app.Calls.Read());
    }

    [Fact]
    public async Task A_request_timeout_is_an_error_although_it_cancels_like_a_client_that_goes_away()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/f", () => "v1").AsStable("f");
                app.MapGet("/f", async (HttpContext context) => await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted))
                    .AsCandidate("f")
                    .WithRequestTimeout(TimeSpan.FromMilliseconds(50));
            },
            flags => flags.Everybody("f", "candidate"),
            configure: builder => builder.Services.AddRequestTimeouts(),
            use: app => app.UseRequestTimeouts());

        Assert.Equal("504", await app.GetAsync("/f"));
        Assert.Equal("f candidate error timeout=1", app.Calls.Read());
    }

    [Theory]
    [InlineData("0", "ok")]
    [InlineData("1", "error grpc 1")]
    [InlineData("2", "error grpc 2")]
    [InlineData("3", "rejected")]
    [InlineData("4", "error grpc 4")]
    [InlineData("5", "rejected")]
    [InlineData("6", "rejected")]
    [InlineData("7", "rejected")]
    [InlineData("8", "error grpc 8")]
    [InlineData("9", "rejected")]
    [InlineData("10", "error grpc 10")]
    [InlineData("11", "rejected")]
    [InlineData("12", "error grpc 12")]
    [InlineData("13", "error grpc 13")]
    [InlineData("14", "error grpc 14")]
    [InlineData("15", "error grpc 15")]
    [InlineData("16", "rejected")]
    [InlineData(null, "error 200")]
    public async Task A_gRPC_call_counts_by_its_status_in_the_trailers_or_the_headers(string? status, string outcome)
    {
        static void Set(HttpContext context, string? status, bool inTrailers)
        {
            context.Response.ContentType = "application/grpc";
            if (status is not null && inTrailers)
            {
                context.Response.AppendTrailer("grpc-status", status);
            }
            else if (status is not null)
            {
                context.Response.Headers["grpc-status"] = status;
            }
        }

        Assert.Equal(outcome, await OutcomeAsync(context => Set(context, status, inTrailers: true), System.Net.HttpVersion.Version20, HttpMethod.Post));
        Assert.Equal(outcome, await OutcomeAsync(context => Set(context, status, inTrailers: false), method: HttpMethod.Post));
    }

    [Fact]
    public async Task What_counts_can_be_decided_otherwise_and_a_decision_that_throws_is_the_default()
    {
        static OutcomeKind? Own(HttpContext context, Exception? exception) => context.Response.StatusCode switch
        {
            404 => OutcomeKind.Error,
            503 => null,
            418 => throw new InvalidOperationException(),
            _ => Outcomes.HttpOutcome.Of(context, exception),
        };
        await using var app = await StartAsync(
            context =>
            {
                context.Response.StatusCode = int.Parse(context.Request.Query["s"]!, System.Globalization.CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            },
            options => options.OutcomeOf = Own);

        foreach (var status in new[] { 404, 503, 418, 200 })
        {
            await app.GetAsync($"/f?s={status}");
        }

        Assert.Equal("f candidate error 404=1; f candidate ok=1; f candidate rejected=1", app.Calls.Read());
    }

    [Fact]
    public async Task What_ends_before_the_endpoint_says_nothing_about_it()
    {
        await using var app = await StartAsync(
            _ => Task.CompletedTask,
            use: app => app.Use((HttpContext context, RequestDelegate _) =>
            {
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            }));

        Assert.Equal("503", await app.GetAsync("/f"));
        Assert.Equal("", app.Calls.Read());
    }

    private static async Task<string> OutcomeAsync(Action<HttpContext> answer, Version? version = null, HttpMethod? method = null)
    {
        await using var app = await StartAsync(
            context =>
            {
                answer(context);
                return Task.CompletedTask;
            },
            configure: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(
                listen => listen.Protocols = version is null
                    ? Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1
                    : Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2)));
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, "/f") { Version = version ?? System.Net.HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await app.SendAsync(request);
        var counted = app.Calls.Read();
        Assert.StartsWith("f candidate ", counted, StringComparison.Ordinal);
        Assert.EndsWith("=1", counted, StringComparison.Ordinal);
        return counted["f candidate ".Length..^2];
    }

    private static Task<TestApp> StartAsync(
        RequestDelegate candidate,
        Action<ProgressiveHttpOptions>? http = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? use = null) => TestApp.StartAsync(
        app =>
        {
            app.MapMethods("/f", s_methods, () => "v1").AsStable("f");
            app.MapMethods("/f", s_methods, candidate).AsCandidate("f");
        },
        flags => flags.Everybody("f", "candidate"),
        http,
        configure,
        use: use);
}
