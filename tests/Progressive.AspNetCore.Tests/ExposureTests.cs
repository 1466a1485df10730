using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive.Exposures;

namespace Progressive.AspNetCore.Tests;

public sealed class ExposureTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endpoint_that_ran_exposes_the_caller_to_its_variant(bool middleware)
    {
        await using var app = await StartAsync(middleware, static flags => flags.HalfAndHalf("checkout"));
        var (one, other) = (app.KeyFor("checkout", "candidate"), app.KeyFor("checkout", "stable"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("candidate", await app.GetAsync("/checkout", one));
            Assert.Equal("stable", await app.GetAsync("/checkout", other));
        }

        Assert.Equal([(one, "candidate", EvaluationReason.Split), (other, "stable", EvaluationReason.Split)], await ExposedAsync(app));
    }

    [Fact]
    public async Task A_rule_exposes_too_and_a_refusal_before_the_endpoint_does_not()
    {
        await using var app = await StartAsync(true, static flags => flags.CandidateWhere("checkout", "country", "SE"), http => http.Attributes.Header("country", "X-Country"));
        Assert.Equal("candidate", await app.GetAsync("/checkout", "user-1", ("X-Country", "SE")));
        Assert.Equal("stable", await app.GetAsync("/checkout", "user-2", ("X-Country", "NO")));
        Assert.Equal("418", await app.GetAsync("/checkout", "user-3", ("X-Refused", "yes")));
        Assert.Equal([("user-1", "candidate", EvaluationReason.TargetingMatch), ("user-2", "stable", EvaluationReason.Default)], await ExposedAsync(app));
    }

    [Fact]
    public async Task Stable_in_the_place_of_a_candidate_that_does_not_match_exposes_nobody()
    {
        await using var app = await StartAsync(false, static flags => flags.HalfAndHalf("checkout"));
        var user = app.KeyFor("checkout", "candidate");
        Assert.Equal("stable", await app.GetAsync("/numbers/text", user));
        Assert.Equal("candidate", await app.GetAsync("/numbers/5", user));
        Assert.Equal([(user, "candidate", EvaluationReason.Split)], await ExposedAsync(app));
    }

    private static Task<TestApp> StartAsync(bool middleware, Action<TestFlags> flags, Action<ProgressiveHttpOptions>? http = null) => TestApp.StartAsync(
        static app =>
        {
            app.MapGet("/checkout", () => "stable").AsStable("checkout");
            app.MapGet("/checkout", () => "candidate").AsCandidate("checkout");
            app.MapGet("/numbers/{n}", () => "stable").AsStable("checkout");
            app.MapGet("/numbers/{n:int}", () => "candidate").AsCandidate("checkout");
        },
        flags,
        http,
        static builder =>
        {
            builder.Services.AddSingleton<Kept>();
            builder.Services.AddProgressiveDelivery().AddExposureSink<KeepingSink>();
        },
        use: app =>
        {
            app.UseRouting();
            app.Use(static (context, next) =>
            {
                if (context.Request.Headers.ContainsKey("X-Refused"))
                {
                    context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                    return Task.CompletedTask;
                }

                return next(context);
            });
            if (middleware)
            {
                app.UseProgressiveDelivery();
            }

            app.UseEndpoints(static _ => { });
        });

    // What waits to be sent is sent when the sender stops.
    private static async Task<IEnumerable<(string, string, EvaluationReason)>> ExposedAsync(TestApp app)
    {
        await app.Services.GetServices<IHostedService>().Single(static service => service.GetType().Name == "ExposureSender").StopAsync(TestContext.Current.CancellationToken);
        return app.Services.GetRequiredService<Kept>().Exposures.Select(static e => (e.Unit, e.Variant, e.Reason));
    }

    private sealed class Kept
    {
        public ConcurrentQueue<Exposure> Exposures { get; } = new();
    }

    private sealed class KeepingSink(Kept kept) : ExposureSink
    {
        protected override ValueTask SendAsyncCore(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken)
        {
            foreach (var exposure in exposures)
            {
                kept.Exposures.Enqueue(exposure);
            }

            return ValueTask.CompletedTask;
        }
    }
}
