using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Endpoints;

namespace Progressive.AspNetCore.Tests;

/// <summary>What choosing and watching allocate, per request, on the thread that serves it.</summary>
public sealed class CostTests
{
    private const int Rounds = 20_000;

    [Fact]
    public async Task Choosing_in_the_routing_tree_allocates_nothing()
    {
        await using var app = await StartAsync();
        INodeBuilderPolicy policy = app.Services.GetServices<MatcherPolicy>().OfType<FlagMatcherPolicy>().Single();
        Endpoint[] endpoints = [.. Endpoints(app, "/sync")];
        Assert.True(policy.AppliesToEndpoints(endpoints));
        var edges = policy.GetEdges(endpoints);
        var table = policy.BuildJumpTable(99, [.. edges.Select((edge, i) => new PolicyJumpTableEdge(edge.State, i))]);
        var http = Request(app, "candidate");

        // One endpoint left in each branch is what keeps routing on its fast path.
        Assert.Equal(4, edges.Count);
        Assert.All(edges, edge => Assert.Single(edge.Endpoints));
        var chosen = edges[table.GetDestination(http)].Endpoints[0];
        Assert.Equal("candidate", chosen.Metadata.GetMetadata<IVariantMetadata>()!.Variant);
        Assert.Equal(0, AllocatedBy(() => table.GetDestination(http)));
    }

    [Theory]
    [InlineData("stable")]
    [InlineData("candidate")]
    public async Task Watching_an_endpoint_that_completes_synchronously_allocates_nothing(string variant)
    {
        await using var app = await StartAsync();
        var endpoint = Watched(app, Endpoints(app, "/sync").Single(e => e.Metadata.GetMetadata<IVariantMetadata>()!.Variant == variant));
        var http = Request(app, variant);

        Assert.Equal(0, AllocatedBy(() => Assert.True(endpoint(http).IsCompletedSuccessfully)));
    }

    [Fact]
    public async Task Watching_an_endpoint_that_waits_allocates_at_most_160_bytes()
    {
        await using var app = await StartAsync();
        var http = Request(app, "candidate");
        var watched = Watched(app, Endpoints(app, "/async").Single(EndpointGates.IsCandidate));
        var bare = Endpoints(app, "/bare").Single().RequestDelegate!;
        using var loop = new Loop();

        var over = loop.AllocatedBy(watched, http) - loop.AllocatedBy(bare, http);

        // Without optimization every state machine is an object of its own.
        Assert.InRange(over, 0, IsOptimized ? 160 : 480);
    }

    [Fact]
    public async Task The_context_of_a_request_allocates_at_most_128_bytes()
    {
        await using var app = await StartAsync();
        var contexts = app.Services.GetRequiredService<RequestContexts>();
        var http = Request(app, "candidate");
        RequestContext? request = null;

        Assert.InRange(AllocatedBy(() => request = new RequestContext(contexts, http)), 1, 128);
        Assert.NotNull(request);
    }

    private static bool IsOptimized =>
        typeof(WatchedEndpoint).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    private static double AllocatedBy(Action action)
    {
        for (var i = 0; i < 200; i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            action();
        }

        // What the runtime does once, tiering up for example, is not what a request costs.
        return Math.Floor((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rounds);
    }

    private static IEnumerable<RouteEndpoint> Endpoints(TestApp app, string path) =>
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText == path);

    private static RequestDelegate Watched(TestApp app, Endpoint endpoint) => app.Services.GetRequiredService<EndpointGates>().Of(endpoint).Drawn.RequestDelegate!;

    private static DefaultHttpContext Request(TestApp app, string variant)
    {
        var http = new DefaultHttpContext { RequestServices = app.Services };
        http.Request.Method = "GET";
        http.Request.Headers["X-User"] = app.KeyFor("f", variant);
        return http;
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        app =>
        {
            app.MapGet("/sync", (RequestDelegate)(_ => Task.CompletedTask)).AsStable("f");
            app.MapGet("/sync", (RequestDelegate)(_ => Task.CompletedTask)).AsCandidate("f");
            app.MapGet("/async", (RequestDelegate)Waits).AsStable("f");
            app.MapGet("/async", (RequestDelegate)Waits).AsCandidate("f");
            app.MapGet("/bare", (RequestDelegate)Waits);
        },
        flags => flags.HalfAndHalf("f"));

    private static async Task Waits(HttpContext http) => await Task.Yield();

    /// <summary>Runs everything that is posted on the calling thread, so that its allocations can be counted.</summary>
    private sealed class Loop : SynchronizationContext, IDisposable
    {
        private readonly Queue<(SendOrPostCallback, object?)> _posted = new(16);
        private readonly SynchronizationContext? _before;

        public Loop()
        {
            _before = Current;
            SetSynchronizationContext(null);
        }

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public double AllocatedBy(RequestDelegate endpoint, HttpContext http) => CostTests.AllocatedBy(() =>
        {
            // Continuations that want no context run where they are completed only while there is none.
            SetSynchronizationContext(this);
            var task = endpoint(http);
            SetSynchronizationContext(null);
            Assert.False(task.IsCompleted);
            while (_posted.TryDequeue(out var posted))
            {
                posted.Item1(posted.Item2);
            }

            Assert.True(task.IsCompletedSuccessfully);
        });

        public void Dispose() => SetSynchronizationContext(_before);
    }
}
