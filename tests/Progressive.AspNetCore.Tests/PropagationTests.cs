using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

/// <summary>What one service was served is kept by the next, and by nobody who does not trust it.</summary>
public sealed class PropagationTests : IDisposable
{
    // Without anybody listening there is no activity, and with it no baggage.
    private readonly ActivityListener _listener = new() { ShouldListenTo = source => source.Name == "Microsoft.AspNetCore", Sample = (ref _) => ActivitySamplingResult.AllData };

    public PropagationTests() => ActivitySource.AddActivityListener(_listener);

    [Fact]
    public async Task A_variant_that_was_served_upstream_is_kept_by_whoever_trusts_the_caller()
    {
        await using var backend = await BackendAsync(trust: http => http.Request.Headers["X-Caller"] == "front");
        await using var front = await FrontAsync(backend, flags => Serve(flags, "checkout"));

        Assert.Equal("candidate kept from upstream v2", await front.GetAsync("/call?as=front"));
        Assert.Equal("stable  v1", await front.GetAsync("/call?as=stranger"));
        Assert.Equal("stable  v1", await backend.GetAsync("/both", null, ("baggage", "progressive.variants=checkout%3Acandidate")));
        Assert.Equal("candidate kept from upstream v2", await backend.GetAsync("/both", null, ("X-Caller", "front"), ("baggage", "a=b, progressive.variants = checkout%3Acandidate;p=1")));
    }

    [Theory]
    [InlineData(8_000, "candidate kept from upstream v2")]
    [InlineData(8_200, "stable  v1")]
    public async Task More_baggage_than_anybody_has_to_carry_is_not_read(int characters, string answer)
    {
        await using var backend = await BackendAsync(trust: _ => true);

        Assert.Equal(answer, await backend.GetAsync("/both", null, ("baggage", $"progressive.variants=checkout%3Acandidate,a={new string('x', characters - 44)}")));
    }

    [Fact]
    public async Task Nobody_is_trusted_by_default_and_nothing_travels()
    {
        await using var backend = await BackendAsync(trust: null);
        await using var front = await FrontAsync(backend, flags => Serve(flags, "checkout"), http => http.PropagateVariants = false);

        Assert.Equal("stable  v1", await backend.GetAsync("/both", null, ("baggage", "progressive.variants=checkout%3Acandidate")));
        Assert.Equal("", await front.GetAsync("/baggage"));
    }

    [Fact]
    public async Task An_endpoint_that_routing_chose_travels_too()
    {
        await using var backend = await BackendAsync(trust: _ => true);
        await using var front = await FrontAsync(backend, flags => flags.Everybody("page", "candidate"));

        Assert.Equal("page:candidate|page:candidate", await front.GetAsync("/page"));
    }

    [Fact]
    public async Task What_a_trusted_caller_sent_is_passed_on_and_wins()
    {
        await using var backend = await BackendAsync(trust: _ => true);
        await using var front = await FrontAsync(backend, flags => Serve(flags, "other"), http => http.TrustUpstream = _ => true);

        Assert.Equal(
            "checkout:candidate,far:away,other:stable|checkout:candidate,far:away,other:stable",
            await front.GetAsync("/baggage?read=other&read=checkout", null, ("baggage", "progressive.variants=checkout%3Acandidate%2Cfar%3Aaway%2Cother%3Astable")));
    }

    [Theory]
    [InlineData("progressive.variants=checkout%3Acandidate")]
    [InlineData("x=y,progressive.variants=checkout%3Acandidate,progressive.key=boss")]
    public async Task What_a_stranger_wrote_does_not_reach_services_that_trust_this_one(string baggage)
    {
        await using var backend = await BackendAsync(trust: _ => true);
        await using var front = await FrontAsync(backend, flags => { }, http => http.PropagateVariants = false);

        Assert.Equal("stable  v1", await front.GetAsync("/call?as=front&read=none", null, ("baggage", baggage)));
        Assert.Equal("", await front.GetAsync("/baggage", null, ("baggage", baggage)));
    }

    [Theory]
    [InlineData("baggage", "progressive.variants=checkout%3Acandidate,progressive.variants=checkout%3Acandidate")]
    [InlineData("baggage", "progressive.variants=checkout%3Astable,progressive.variants=checkout%3Acandidate,progressive.variants=checkout%3Acandidate")]
    [InlineData("baggage", "progressive.key=boss,progressive.key=boss")]
    [InlineData("baggage", "progressive%2Evariants=checkout%3Acandidate")]
    [InlineData("baggage", " \tprogressive.variants\t=\tcheckout%3Acandidate;p=1")]
    [InlineData("Correlation-Context", "progressive.variants=checkout%3Acandidate,progressive.key=boss")]
    public async Task However_a_stranger_writes_it_it_goes_no_further(string header, string value)
    {
        await using var backend = await BackendAsync(trust: _ => true);
        await using var front = await FrontAsync(backend, flags => { }, http => http.PropagateVariants = false);

        Assert.Equal("", await front.GetAsync("/baggage", null, (header, value)));
        Assert.Equal("stable  v1", await front.GetAsync("/call?as=front&read=none", null, (header, value)));
    }

    [Fact]
    public async Task A_trust_callback_that_throws_trusts_nobody_and_sees_the_user()
    {
        await using var throwing = await BackendAsync(trust: _ => throw new InvalidOperationException());
        await using var byUser = await BackendAsync(
            trust: http => http.User.HasClaim("service", "front"),
            http => http.Keys = [TargetingKeySource.Header("X-User")],
            builder => TestAuthentication.Add(builder.Services));

        Assert.Equal("stable  v1", await throwing.GetAsync("/both", null, ("baggage", "progressive.variants=checkout%3Acandidate")));
        Assert.Equal("candidate kept from upstream v2", await byUser.GetAsync("/both", null, ("baggage", "progressive.variants=checkout%3Acandidate"), ("Authorization", "Test x;service=front")));
        Assert.Equal("stable  v1", await byUser.GetAsync("/both", null, ("baggage", "progressive.variants=checkout%3Acandidate"), ("Authorization", "Test x;service=other")));
    }

    [Fact]
    public async Task A_kept_variant_never_brings_back_what_is_off()
    {
        await using var backend = await BackendAsync(trust: _ => true, flags: flags => flags.Define("checkout", ("Default", "stable"), ("Enabled", "false")));

        Assert.Equal("stable  v1", await backend.GetAsync("/both", null, ("baggage", "progressive.variants=checkout%3Acandidate")));
    }

    [Theory]
    [InlineData("progressive.variants=")]
    [InlineData("progressive.variants")]
    [InlineData("progressive.variants=%zz%")]
    [InlineData("progressive.variants=checkout")]
    [InlineData("progressive.variants=checkout%3A")]
    [InlineData("progressive.variants=%3Acandidate")]
    [InlineData("progressive.variants=checkout%3Acandidate%20x")]
    [InlineData("progressive.variants=checkout%3Anobody")]
    [InlineData("my-progressive.variants=checkout%3Acandidate")]
    public async Task Rubbish_of_a_trusted_caller_changes_nothing(string baggage)
    {
        await using var backend = await BackendAsync(trust: _ => true);

        Assert.Equal("stable  v1", await backend.GetAsync("/both", null, ("baggage", baggage)));
    }

    [Fact]
    public async Task The_targeting_key_travels_where_that_was_asked_for()
    {
        await using var backend = await BackendAsync(
            trust: http => http.Request.Headers["X-Caller"] == "front",
            http => http.Keys = [TargetingKeySource.Upstream(), TargetingKeySource.Header("X-User")]);
        await using var front = await FrontAsync(backend, flags => { }, http => http.PropagateTargetingKey = true);

        Assert.Equal("anna b+", await front.GetAsync("/key?as=front", "anna b+"));
        Assert.Equal("", await front.GetAsync("/key?as=stranger", "anna b+"));
    }

    [Fact]
    public async Task What_travels_is_bounded_and_what_finds_no_room_is_counted()
    {
        await using var backend = await BackendAsync(trust: _ => true);
        await using var front = await FrontAsync(backend, flags =>
        {
            for (var i = 0; i < 40; i++)
            {
                flags.Switch($"f{i}", true);
            }
        });
        using var dropped = new Counted(front.Services, "progressive.propagation.dropped");

        var baggage = (await front.GetAsync("/baggage?" + string.Join('&', Enumerable.Range(0, 40).Select(i => $"read=f{i}")))).Split('|')[0];

        Assert.Equal(32, baggage.Split(',').Length);
        Assert.Equal("=8", dropped.Read());
    }

    [Fact]
    public async Task What_somebody_else_would_be_served_does_not_travel()
    {
        await using var backend = await BackendAsync(trust: _ => true);
        await using var front = await FrontAsync(backend, flags =>
        {
            flags.Switch("a", true);
            flags.Switch("b", true);
        });

        Assert.Equal("a:on|a:on", await front.GetAsync("/baggage?other=b&read=a"));
    }

    public void Dispose() => _listener.Dispose();

    private static Task<TestApp> BackendAsync(
        Func<HttpContext, bool>? trust,
        Action<ProgressiveHttpOptions>? http = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<TestFlags>? flags = null) => TestApp.StartAsync(
            app =>
            {
                app.MapGet("/both", Both).AsStable("checkout");
                app.MapGet("/both", Both).AsCandidate("checkout", revision: "1");
                app.MapGet("/key", () => EvaluationContext.Current!.TargetingKey ?? "");
            },
            flags ?? (definitions => definitions.Everybody("checkout", "stable")),
            options =>
            {
                options.TrustUpstream = trust;
                http?.Invoke(options);
            },
            configure,
            use: app =>
            {
                app.UseRouting();
                app.UseProgressiveDelivery();
            });

    private static void Serve(TestFlags flags, string flag) =>
        flags.Define(flag, ("Variants:stable:Value", "1"), ("Variants:candidate:Value", "2"), ("Default", "candidate"), ("Off", "stable"));

    private static string Both(HttpContext http, IFlags flags)
    {
        var evaluation = flags.Evaluate("checkout");
        var endpoint = http.GetEndpoint()!.Metadata.GetMetadata<Endpoints.IVariantMetadata>()!.Variant == "candidate" ? "v2" : "v1";
        return $"{evaluation.Variant} {evaluation.Cause} {endpoint}";
    }

    private static Task<TestApp> FrontAsync(TestApp backend, Action<TestFlags> flags, Action<ProgressiveHttpOptions>? http = null)
    {
        var client = new HttpClient { BaseAddress = backend.Client.BaseAddress };
        return TestApp.StartAsync(
            app =>
            {
                app.MapGet("/call", (HttpContext request, IFlags reader) => CallAsync(request, reader, "/both"));
                app.MapGet("/key", (HttpContext request, IFlags reader) => CallAsync(request, reader, "/key"));
                app.MapGet("/baggage", (HttpContext request, IFlags reader) => Sent(request, reader));
                app.MapGet("/page", (HttpContext request, IFlags reader) => Sent(request, reader)).AsStable("page");
                app.MapGet("/page", (HttpContext request, IFlags reader) => Sent(request, reader)).AsCandidate("page", revision: "1");
                app.Lifetime.ApplicationStopped.Register(client.Dispose);
            },
            flags,
            options =>
            {
                options.PropagateVariants = true;
                http?.Invoke(options);
            },
            use: app =>
            {
                app.UseRouting();
                app.UseProgressiveDelivery();
            });

        async Task<string> CallAsync(HttpContext request, IFlags reader, string path)
        {
            await DecideAsync(request, reader);
            using var message = new HttpRequestMessage(HttpMethod.Get, path);
            message.Headers.Add("X-Caller", request.Request.Query["as"].ToString());
            using var response = await client.SendAsync(message);
            await backend.EndedAsync();
            return await response.Content.ReadAsStringAsync();
        }

        static string Sent(HttpContext request, IFlags reader)
        {
            foreach (var flag in request.Request.Query["other"])
            {
                reader.IsEnabled(flag!, new EvaluationContext("somebody else"));
            }

            foreach (var flag in request.Request.Query["read"])
            {
                reader.IsEnabled(flag!);
            }

            var both = $"{Activity.Current!.GetBaggageItem("progressive.variants")}|{Baggage.GetBaggage("progressive.variants")}";
            return both == "|" ? "" : both;
        }

        // Deciding somewhere below and calling from above is what applications do.
        static async Task DecideAsync(HttpContext request, IFlags reader)
        {
            await Task.Yield();
            if (request.Request.Query["read"] != "none")
            {
                reader.IsEnabled("checkout");
                reader.IsEnabled("checkout", new EvaluationContext("somebody else"));
            }
        }
    }
}
