using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.AspNetCore.Tests;

public sealed class StartUpTests
{
    [Fact]
    public async Task All_problems_with_endpoints_are_told_at_once_and_the_host_does_not_start()
    {
        var error = await FailsAsync(app =>
        {
            app.MapPost("/alone", () => "v2").AsCandidate("alone");
            app.MapGet("/a/{id}", () => "v1").AsStable("paths");
            app.MapGet("/b/{id}", () => "v2").AsCandidate("paths");
            app.MapGet("/c", () => "v1").AsStable("methods");
            app.MapMethods("/c", ["GET", "POST"], () => "v2").AsCandidate("methods");
        });

        Assert.Equal("PRG0401", error.Code);
        var lines = error.Message.Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("PRG0401: Candidate endpoint 'POST /alone' of flag 'alone' has no stable endpoint.", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("PRG0402: Candidate endpoint 'GET /b/{id}' of flag 'paths' has another route than its stable endpoint 'GET /a/{id}'.", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("PRG0403: Candidate endpoint 'GET,POST /c' of flag 'methods' answers POST, its stable endpoint 'GET /c' does not.", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/{id}", "/a/{other:int}", true)]
    [InlineData("/A/{id}", "/a/{id}", true)]
    [InlineData("/a/{id}", "/a/{id?}", false)]
    [InlineData("/a/{id}", "/a/{*id}", false)]
    [InlineData("/a/{x}-{y}", "/a/{x}.{y}", false)]
    [InlineData("/a/{id}", "/a", false)]
    [InlineData("/", "", true)]
    public async Task Templates_may_differ_in_names_and_constraints_only(string stable, string candidate, bool fits)
    {
        void Map(WebApplication app)
        {
            app.MapGet(stable, () => "v1").AsStable("f");
            app.MapGet(candidate, () => "v2").AsCandidate("f");
        }

        if (fits)
        {
            await using var app = await TestApp.StartAsync(Map);
        }
        else
        {
            Assert.Equal("PRG0402", (await FailsAsync(Map)).Code);
        }
    }

    [Fact]
    public async Task A_candidate_action_without_a_stable_one_is_told_too()
    {
        var error = await FailsAsync(app => app.MapControllers(), builder => TestApp.Controllers(builder, typeof(AloneController)));

        Assert.StartsWith("PRG0401: Candidate endpoint 'GET /lonely' of flag 'lonely'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_declare_their_variants_with_revisions_that_survive_a_rebuild()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/a", () => "v1").AsStable("lambda");
                app.MapGet("/a", () => "v2").AsCandidate("lambda");
                app.MapGet("/b", () => "v1").AsStable("method");
                app.MapGet("/b", Handle).AsCandidate("method");
                app.MapGet("/c", () => "v1").AsStable("local");
                app.MapGet("/c", Local).AsCandidate("local");
                app.MapGet("/d", () => "v1").AsStable("named");
                app.MapGet("/d", () => "v2").AsCandidate("named", revision: "7");
                app.MapControllers();

                static string Local() => "v2";
            },
            configure: builder => TestApp.Controllers(builder, typeof(PairController)));
        var declared = app.Services.GetRequiredService<VariantDeclarations>();

        Assert.Equal("GET /a", declared.RevisionOf("lambda", "candidate"));
        Assert.Equal("Progressive.AspNetCore.Tests.StartUpTests.Handle", declared.RevisionOf("method", "candidate"));
        Assert.Equal("Progressive.AspNetCore.Tests.StartUpTests.Local", declared.RevisionOf("local", "candidate"));
        Assert.Equal("7", declared.RevisionOf("named", "candidate"));
        Assert.Equal("Progressive.AspNetCore.Tests.StartUpTests+PairController.V2", declared.RevisionOf("pair", "candidate"));
        Assert.Null(declared.RevisionOf("lambda", "stable"));
        Assert.Equal(["stable", "candidate"], declared.Of("lambda").Select(declaration => declaration.Variant));
        Assert.Equal("endpoint GET /a", declared.Of("lambda")[0].DeclaredBy);
    }

    [Fact]
    public async Task A_definition_may_name_variants_that_only_endpoints_bring()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/a", () => "v1").AsStable("a");
                app.MapGet("/a", () => "v2").AsCandidate("a", revision: "7");
            },
            flags =>
            {
                flags.Define("a", ("Rollout:Steps:0", "1% for 1h"), ("Rollout:Steps:1", "100%"), ("Rollout:Guards:0", "error_rate < 1%"));
                flags.Everybody("b", "stable");
            },
            configure: builder => builder.Services.AddSingleton(new VariantDeclaration("b", "candidate", "1", "a test")));

        // Before the endpoints had declared it there was no candidate to roll out, under whatever revision.
        var rollout = Assert.Single(app.Services.GetRequiredService<IRollouts>().List());
        Assert.Equal(("a", "7"), (rollout.Flag, rollout.Revision));
    }

    [Fact]
    public async Task A_definition_that_names_variants_that_nothing_brings_stops_the_host()
    {
        var (app, _) = TestApp.Build(app => app.MapGet("/a", () => "v1"), flags => flags.HalfAndHalf("a"));
        await using (app)
        {
            var error = await Assert.ThrowsAsync<Definitions.DefinitionException>(() => app.StartAsync(TestContext.Current.CancellationToken));
            Assert.Contains("PRG0021", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_used_without_AddHttp_says_so()
    {
        static WebApplication Bare()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Services.AddProgressiveDelivery();
            return builder.Build();
        }

        await using var app = Bare();
        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => app.UseProgressiveDelivery()).Code);
        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => app.MapProgressiveProbes()).Code);
        app.MapGet("/a", () => "v1").AsStable("a");
        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => Endpoints(app)).Code);

        await using var other = Bare();
        other.MapGet("/a", () => "v1").RequireFlag("a");
        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => Endpoints(other)).Code);
    }

    [Fact]
    public async Task Options_that_cannot_work_do_not_start()
    {
        var (empty, _) = TestApp.Build(_ => { }, http: options => options.Keys = []);
        await using (empty)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => empty.StartAsync(TestContext.Current.CancellationToken));
            Assert.StartsWith("PRG0404:", error.Message, StringComparison.Ordinal);
        }

        var (none, _) = TestApp.Build(_ => { }, http: options => options.OutcomeOf = null!);
        await using (none)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => none.StartAsync(TestContext.Current.CancellationToken));
            Assert.StartsWith("PRG0405:", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_problem_of_the_options_is_told_at_once()
    {
        var (app, _) = TestApp.Build(_ => { }, http: options =>
        {
            options.Keys = [];
            options.Attributes.Header("ok").Header("app:version").Header("Any").Header("targetingKey").Header(new string('x', 129));
            options.Overrides.Keys = [new byte[32], new byte[31], null!];
            options.Overrides.MaxLifetime = TimeSpan.Zero;
            options.Overrides.Audience = "";
            (options.Overrides.Header, options.Overrides.Cookie) = (null, null);
        });
        await using (app)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

            Assert.Equal(
                "PRG0404 PRG0406 PRG0406 PRG0406 PRG0406 PRG0407 PRG0407 PRG0408 PRG0409 PRG0409",
                string.Join(' ', error.Failures.Select(failure => failure[..7])));
        }

        var (names, _) = TestApp.Build(_ => { }, http: options =>
        {
            options.Overrides.Keys = [new byte[32]];
            options.Overrides.Cookie = "a;b";
        });
        await using (names)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => names.StartAsync(TestContext.Current.CancellationToken));
            Assert.StartsWith("PRG0409: Overrides.Cookie is 'a;b'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Starts_with_scopes_validated_as_in_development()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/a", () => "v1").AsStable("a");
                app.MapGet("/a", () => "v2").AsCandidate("a");
            },
            flags => flags.Everybody("a", "candidate"),
            configure: builder => TestAuthentication.Add(builder.Services),
            environment: "Development",
            use: app => app.UseProgressiveDelivery());

        Assert.Equal("v2", await app.GetAsync("/a"));
    }

    private static string Handle() => "v2";

    private static void Endpoints(WebApplication app) => _ = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Count();

    private static async Task<ProgressiveException> FailsAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null)
    {
        var (app, _) = TestApp.Build(map, configure: configure);
        await using (app)
        {
            return await Assert.ThrowsAsync<ProgressiveException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        }
    }

    [ApiController]
    [Route("lonely")]
    public sealed class AloneController : ControllerBase
    {
        [HttpGet]
        [CandidateVariant("lonely")]
        public string Get() => "v2";
    }

    [ApiController]
    [Route("pair")]
    public sealed class PairController : ControllerBase
    {
        [HttpGet]
        [StableVariant("pair")]
        public string V1() => "v1";

        [HttpGet]
        [CandidateVariant("pair")]
        public string V2() => "v2";
    }
}
