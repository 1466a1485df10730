using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.AspNetCore;
using Progressive.AspNetCore;
using Progressive.AspNetCore.Context;

namespace Progressive.Benchmarks.Subjects;

/// <summary>An endpoint with nothing to do, bare, as two variants of one route, and behind FeatureManagement's gate; each in an application of its own.</summary>
internal sealed class EndpointCalls : IAsyncDisposable
{
    private const string Header = "X-User";

    private static readonly IHeaderDictionary[] s_headers = [.. Users.Keys.Select(key => new HeaderDictionary { [Header] = key })];

    private static int s_candidates;

    private readonly List<WebApplication> _applications = [];
    private readonly InProcessServer _bare;
    private readonly InProcessServer _variants;
    private readonly InProcessServer _gated;
    private readonly InProcessServer _byHand;
    private readonly InProcessServer _asking;

    public EndpointCalls()
    {
        _bare = Start(AddNothing, MapBare);
        _variants = Start(AddVariants, MapVariants);
        _byHand = Start(AddNothing, app => app.MapGet("/checkout", Now).AddEndpointFilter(new HandWrittenFilter(Header, Candidate)));
        _asking = Start(AddVariantsByAttribute, MapVariants);
        _gated = Start(
            builder => builder.Services.AddFeatureManagement(FeatureManagementHost.Features([("checkout", "true")]).GetSection("FeatureManagement")),
            app =>
            {
                app.MapGet("/checkout", Now).WithFeatureGate("checkout");
                app.MapGet("/later", Later).WithFeatureGate("checkout");
            });
    }

    public static void AddNothing(WebApplicationBuilder builder)
    {
    }

    public static void MapBare(WebApplication app)
    {
        app.MapGet("/checkout", Now);
        app.MapGet("/later", Later);
    }

    public static void AddVariants(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Progressive:Flags:checkout:Variants:stable:Revision"] = "1",
            ["Progressive:Flags:checkout:Variants:candidate:Revision"] = "1",
            ["Progressive:Flags:checkout:Split:stable"] = "50%",
            ["Progressive:Flags:checkout:Split:candidate"] = "50%",
            ["Progressive:Flags:later:Variants:stable:Revision"] = "1",
            ["Progressive:Flags:later:Variants:candidate:Revision"] = "1",
            ["Progressive:Flags:later:Split:stable"] = "50%",
            ["Progressive:Flags:later:Split:candidate"] = "50%",
        });
        builder.Services.AddProgressiveDelivery().AddHttp(options => options.Keys = [TargetingKeySource.Header(Header)]);
    }

    // A rule on an attribute: a context is made of the request. That requests do not have that attribute leaves the reading of a header out of it, and the remembering of what was found.
    private static void AddVariantsByAttribute(WebApplicationBuilder builder)
    {
        AddVariants(builder);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Progressive:Flags:checkout:Rules:0:When:country"] = "SE",
            ["Progressive:Flags:checkout:Rules:0:Serve"] = "stable",
        });
        builder.Services.Configure<ProgressiveHttpOptions>(options => options.Attributes.Header("language", "Accept-Language"));
    }

    public static void MapVariants(WebApplication app)
    {
        app.MapGet("/checkout", Now).AsStable("checkout");
        app.MapGet("/checkout", Candidate).AsCandidate("checkout", revision: "1");
        app.MapGet("/later", Later).AsStable("later");
        app.MapGet("/later", Later).AsCandidate("later", revision: "1");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Nothing is timed before about half of the users have been seen to get the candidate.</summary>
    public void Verify()
    {
        foreach (var server in new[] { _variants, _asking })
        {
            s_candidates = 0;
            for (var i = 0; i <= Users.Mask; i++)
            {
                server.SendAsync(Request("/checkout", i)).GetAwaiter().GetResult();
            }

            if (s_candidates is <= 432 or >= 592)
            {
                throw new InvalidOperationException($"{s_candidates} of 1024 users get the candidate. Nothing was measured.");
            }
        }
    }

    public void Bare(int i) => Complete(_bare.SendAsync(Request("/checkout", i)));

    public void Variant(int i) => Complete(_variants.SendAsync(Request("/checkout", i)));

    /// <summary>The same where a rule asks for an attribute.</summary>
    public void Asking(int i) => Complete(_asking.SendAsync(Request("/checkout", i)));

    public void ByHand(int i) => Complete(_byHand.SendAsync(Request("/checkout", i)));

    public void Gated(int i) => Complete(_gated.SendAsync(Request("/checkout", i)));

    public Task BareLater(int i) => _bare.SendAsync(Request("/later", i));

    public Task VariantLater(int i) => _variants.SendAsync(Request("/later", i));

    private static IResult Now() => TypedResults.Empty;

    // The same work as the stable handler and a count: whatever else it did would be charged to the routing.
    private static IResult Candidate()
    {
        s_candidates++;
        return TypedResults.Empty;
    }

    private static async Task<IResult> Later()
    {
        await Task.Yield();
        return TypedResults.Empty;
    }

    private static FeatureCollection Request(string path, int i)
    {
        // With room for what an application adds: a server keeps its list of those from request to request.
        var features = new FeatureCollection(initialCapacity: 16);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET", Protocol = HttpProtocol.Http11, Path = path, Headers = s_headers[i & Users.Mask] });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        return features;
    }

    private static void Complete(Task request)
    {
        if (!request.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A request that completes synchronously was expected.");
        }
    }

    private InProcessServer Start(Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var server = new InProcessServer();
        builder.Services.AddSingleton<IServer>(server).AddRouting().AddLogging();
        add(builder);
        var app = builder.Build();
        app.UseRouting();
        map(app);
        app.UseEndpoints(static _ => { });
        app.Start();
        _applications.Add(app);
        return server;
    }
}
