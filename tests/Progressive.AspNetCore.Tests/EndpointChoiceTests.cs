using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Endpoints;

namespace Progressive.AspNetCore.Tests;

public sealed class EndpointChoiceTests
{
    [Fact]
    public async Task A_header_chooses_and_each_variant_counts_its_calls()
    {
        await using var app = await TestApp.StartAsync(MapCheckout, flags => flags.HalfAndHalf("checkout"));
        var (forStable, forCandidate) = (app.KeyFor("checkout", "stable"), app.KeyFor("checkout", "candidate"));

        Assert.Equal("v1", await app.GetAsync("/checkout", forStable));
        Assert.Equal("v2", await app.GetAsync("/checkout", forCandidate));
        Assert.Equal("v2", await app.GetAsync("/checkout", forCandidate));
        Assert.Equal("checkout candidate ok=2; checkout stable ok=1", app.Calls.Read());
    }

    [Fact]
    public async Task Without_a_key_stable_serves()
    {
        await using var app = await TestApp.StartAsync(MapCheckout, flags => flags.HalfAndHalf("checkout"));

        Assert.Equal("v1", await app.GetAsync("/checkout"));
    }

    [Fact]
    public async Task The_choice_follows_the_flag_while_running()
    {
        TestFlags? live = null;
        await using var app = await TestApp.StartAsync(MapCheckout, flags => (live = flags).Everybody("checkout", "stable"));
        Assert.Equal("v1", await app.GetAsync("/checkout"));

        live!.Everybody("checkout", "candidate");

        Assert.Equal("v2", await app.GetAsync("/checkout"));
    }

    [Fact]
    public async Task A_flag_that_nothing_defines_serves_stable()
    {
        await using var app = await TestApp.StartAsync(MapCheckout);

        Assert.Equal("v1", await app.GetAsync("/checkout", "anybody"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_variant_has_its_own_authorization(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", () => "v1").AsStable("checkout").RequireAuthorization();
                app.MapGet("/checkout", () => "v2").AsCandidate("checkout");
            },
            flags => flags.HalfAndHalf("checkout"),
            http => http.Keys = waits ? [TargetingKeySource.Claim("none"), TargetingKeySource.Header("X-User")] : http.Keys,
            builder =>
            {
                TestAuthentication.Add(builder.Services);
                builder.Services.AddAuthorization();
            });

        Assert.Equal("401", await app.GetAsync("/checkout", app.KeyFor("checkout", "stable")));
        Assert.Equal("v2", await app.GetAsync("/checkout", app.KeyFor("checkout", "candidate")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chosen_candidate_whose_constraint_does_not_match_falls_to_stable_and_counts_as_stable(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/orders/{id}", (string id) => $"v1 {id}").AsStable("orders");
                app.MapGet("/orders/{number:int}", (int number) => $"v2 {number}").AsCandidate("orders");
            },
            flags => flags.Everybody("orders", "candidate"),
            configure: waits ? Waits : null,
            http: waits ? WaitingKeys : null);

        Assert.Equal("v2 7", await app.GetAsync("/orders/7"));
        Assert.Equal("v1 seven", await app.GetAsync("/orders/seven"));
        Assert.Equal("orders candidate ok=1; orders stable ok=1", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chosen_candidate_with_fewer_constraints_comes_before_stable(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/orders/{id:int}", (int id) => $"v1 {id}").AsStable("orders");
                app.MapGet("/orders/{id}", (string id) => $"v2 {id}").AsCandidate("orders");
                app.MapGet("/a/{x:int}/{y}", (string x) => "v1").AsStable("orders");
                app.MapGet("/a/{x}/{y:int}", (string x) => "v2").AsCandidate("orders");
            },
            flags => flags.Everybody("orders", "candidate"),
            configure: waits ? Waits : null,
            http: waits ? WaitingKeys : null);

        Assert.Equal("v2 7", await app.GetAsync("/orders/7"));
        Assert.Equal("v2", await app.GetAsync("/a/1/1"));
        Assert.Equal("v1", await app.GetAsync("/a/1/b"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chosen_candidate_that_does_not_take_the_content_type_falls_to_stable(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapPost("/orders", () => "v1").AsStable("orders").Accepts<string>("text/plain", "application/xml");
                app.MapPost("/orders", () => "v2").AsCandidate("orders").Accepts<string>("text/plain");
            },
            flags => flags.Everybody("orders", "candidate"),
            configure: waits ? Waits : null,
            http: waits ? WaitingKeys : null);

        Assert.Equal("v2", await app.PostAsync("/orders", "x", "text/plain"));
        Assert.Equal("v1", await app.PostAsync("/orders", "<x/>", "application/xml"));
        Assert.Equal("415", await app.PostAsync("/orders", "{}", "application/json"));
        Assert.Equal("orders candidate ok=1; orders stable ok=1", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_candidate_that_was_not_chosen_is_not_reached_even_as_the_only_match(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/orders/{id:int}", () => "v1").AsStable("orders");
                app.MapGet("/orders/{id}", () => "v2").AsCandidate("orders");
            },
            flags => flags.Everybody("orders", "stable"),
            configure: waits ? Waits : null,
            http: waits ? WaitingKeys : null);

        Assert.Equal("404", await app.GetAsync("/orders/seven"));
        Assert.Equal("v1", await app.GetAsync("/orders/7"));
    }

    [Fact]
    public async Task Other_endpoints_that_match_less_well_stay_what_they_were()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                MapCheckout(app);
                app.MapGet("/{**rest}", () => "rest");
                app.MapFallback(() => "fallback");
            },
            flags => flags.HalfAndHalf("checkout"));

        Assert.Equal("v1", await app.GetAsync("/checkout", app.KeyFor("checkout", "stable")));
        Assert.Equal("v2", await app.GetAsync("/checkout", app.KeyFor("checkout", "candidate")));
        Assert.Equal("rest", await app.GetAsync("/other"));
        using var posted = await app.SendAsync("/other", method: HttpMethod.Post);
        Assert.Equal("fallback", await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Groups_are_variants_and_an_endpoint_inside_may_be_another()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                var v1 = app.MapGroup("/api").AsStable("api");
                v1.MapGet("/a", () => "a1");
                v1.MapGet("/b", () => "b1");
                v1.MapGet("/b", () => "b2").AsCandidate("api");
                app.MapGroup("/api").AsCandidate("api").MapGet("/a", () => "a2");
            },
            flags => flags.HalfAndHalf("api"));
        var candidate = app.KeyFor("api", "candidate");

        Assert.Equal("a2", await app.GetAsync("/api/a", candidate));
        Assert.Equal("b2", await app.GetAsync("/api/b", candidate));
        Assert.Equal("a1", await app.GetAsync("/api/a", app.KeyFor("api", "stable")));
        Assert.Equal("b1", await app.GetAsync("/api/b", app.KeyFor("api", "stable")));
        Assert.Equal("api candidate ok=2; api stable ok=2", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Controllers_are_variants_by_action_and_by_class(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapControllers(),
            flags => flags.HalfAndHalf("cart"),
            configure: builder =>
            {
                TestApp.Controllers(builder, typeof(CartController), typeof(CartV1Controller), typeof(CartV2Controller));
                if (waits)
                {
                    Waits(builder);
                }
            },
            http: waits ? WaitingKeys : null);
        var (stable, candidate) = (app.KeyFor("cart", "stable"), app.KeyFor("cart", "candidate"));

        Assert.Equal("v1 3", await app.GetAsync("/cart/3", stable));
        Assert.Equal("v2 3", await app.GetAsync("/cart/3", candidate));
        Assert.Equal("class v1", await app.GetAsync("/cart", stable));
        Assert.Equal("class v2", await app.GetAsync("/cart", candidate));
        Assert.Equal("500", await app.GetAsync("/cart/0", candidate));
        Assert.Equal("cart candidate error 500=1; cart candidate ok=2; cart stable ok=2", app.Calls.Read());
    }

    [Fact]
    public async Task Many_flags_about_one_path_are_asked_one_by_one()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                for (var i = 0; i < 8; i++)
                {
                    app.MapGet("/many", () => "many").RequireFlag($"f{i}").WithOrder(i);
                }

                app.MapGet("/many", () => "v1").AsStable("last").WithOrder(9);
                app.MapGet("/many", () => "v2").AsCandidate("last").WithOrder(9);
            },
            flags =>
            {
                flags.Everybody("last", "candidate");
                flags.Switch("f5", false);
            });

        Assert.Equal("v2", await app.GetAsync("/many"));
    }

    [Fact]
    public async Task A_candidate_whose_requests_fail_is_taken_back()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", () => "v1").AsStable("checkout");
                app.MapGet("/checkout", () => Results.StatusCode(500)).AsCandidate("checkout");
            },
            flags => flags.Define("checkout", ("Split:candidate", "100%"), ("Guards:0", "error_rate < 1%")),
            configure: builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider()));
        var failed = 0;
        while (await app.GetAsync("/checkout", $"user-{failed}") == "500" && failed < 50)
        {
            failed++;
        }

        Assert.InRange(failed, 3, 5);
        Assert.Equal("v1", await app.GetAsync("/checkout", "user-0"));
    }

    [Fact]
    public async Task One_user_who_reloads_a_failing_page_is_one_user()
    {
        var time = new FakeTimeProvider();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", () => "v1").AsStable("checkout");
                app.MapGet("/checkout", () => Results.StatusCode(500)).AsCandidate("checkout");
            },
            flags => flags.Define("checkout", ("Split:candidate", "100%"), ("Guards:0", "error_rate < 1%")),
            configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("500", await app.GetAsync("/checkout", "user"));
        }

        Assert.Equal("checkout candidate error 500=20", app.Calls.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_calls_that_were_drawn_and_went_where_they_were_drawn_to_are_samples(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/{id}", (HttpContext context) => Sampled(context)).AsStable("f");
                app.MapGet("/{id:int}", (HttpContext context) => Sampled(context)).AsCandidate("f");
            },
            flags => flags.Define("f", ("Split:stable", "50%"), ("Split:candidate", "50%"), ("Rules:0:When:vip", "true"), ("Rules:0:Serve", "candidate")),
            http =>
            {
                http.Attributes.Set((context, attributes) => attributes["vip"] = context.Request.Query.ContainsKey("vip"));
                if (waits)
                {
                    WaitingKeys(http);
                }
            },
            waits ? Waits : null);
        var (stable, candidate) = (app.KeyFor("f", "stable"), app.KeyFor("f", "candidate"));

        Assert.Equal("stable drawn", await app.GetAsync("/7", stable));
        Assert.Equal("candidate drawn", await app.GetAsync("/7", candidate));
        Assert.Equal("stable sent", await app.GetAsync("/seven", candidate));
        Assert.Equal("candidate sent", await app.GetAsync("/7?vip", stable));
        Assert.Equal("stable sent", await app.GetAsync("/seven?vip", stable));
        Assert.Equal("stable sent", await app.GetAsync("/7"));

        static string Sampled(HttpContext context)
        {
            var served = Assert.IsType<WatchedEndpoint>(context.GetEndpoint()!.RequestDelegate!.Target);
            return $"{served.Variant} {(served.IsDrawn ? "drawn" : "sent")}";
        }
    }

    [Fact]
    public async Task A_preflight_is_answered_by_stable_and_makes_up_no_key()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", () => "v1").AsStable("checkout").RequireCors(policy => policy.AllowAnyOrigin().WithHeaders("stable"));
                app.MapGet("/checkout", () => "v2").AsCandidate("checkout").RequireCors(policy => policy.AllowAnyOrigin().WithHeaders("candidate"));
            },
            flags => flags.HalfAndHalf("checkout"),
            http => http.Keys = [TargetingKeySource.AnonymousCookie()],
            builder => builder.Services.AddCors(),
            use: app => app.UseCors());

        using var response = await app.SendAsync("/checkout", null, HttpMethod.Options, ("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET"));

        Assert.Equal("stable", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private static void MapCheckout(WebApplication app)
    {
        app.MapGet("/checkout", () => "v1").AsStable("checkout");
        app.MapGet("/checkout", () => "v2").AsCandidate("checkout", revision: "1");
    }

    private static void Waits(WebApplicationBuilder builder) => TestAuthentication.Add(builder.Services);

    private static void WaitingKeys(ProgressiveHttpOptions http) => http.Keys = [TargetingKeySource.Claim("none"), TargetingKeySource.Header("X-User")];

    [ApiController]
    [Route("cart/{id:int}")]
    public sealed class CartController : ControllerBase
    {
        [HttpGet(Name = "cart")]
        [StableVariant("cart")]
        public string V1(int id) => $"v1 {id}";

        [HttpGet(Name = "cart-again")]
        [CandidateVariant("cart", Revision = "2")]
        public ActionResult<string> V2(int id) => id == 0 ? StatusCode(500) : $"v2 {id}";
    }

    [ApiController]
    [Route("cart")]
    [StableVariant("cart")]
    public sealed class CartV1Controller : ControllerBase
    {
        [HttpGet]
        public string Get() => "class v1";
    }

    [ApiController]
    [Route("cart")]
    [CandidateVariant("cart")]
    public sealed class CartV2Controller : ControllerBase
    {
        [HttpGet]
        public string Get() => "class v2";
    }
}
