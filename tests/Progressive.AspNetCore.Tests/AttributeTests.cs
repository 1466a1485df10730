using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.AspNetCore.Tests;

/// <summary>Declared attributes of requests: where each comes from, that it is read once and only when asked for, and what wins.</summary>
public sealed class AttributeTests
{
    [Theory]
    [InlineData("country", "SE")]
    [InlineData("langs", "sv, en")]
    [InlineData("theme", "dark")]
    [InlineData("preview", "1")]
    [InlineData("many", "a,b")]
    [InlineData("id", "42")]
    [InlineData("ip", "127.0.0.1")]
    [InlineData("host", "127.0.0.1")]
    [InlineData("method", "GET")]
    [InlineData("path", "/items/42")]
    [InlineData("scheme", "http")]
    [InlineData("agent", "5")]
    [InlineData("none", "")]
    [InlineData("undeclared", "")]
    public async Task Each_place_of_a_request_can_be_an_attribute(string attribute, string expected)
    {
        await using var app = await StartAsync(http => http.Attributes
            .Header("country", "X-Country").Header("langs", "X-Lang").Header("none", "X-None")
            .Cookie("theme")
            .Query("preview").Query("many", "m")
            .Route("id")
            .RemoteIp().Host().Method().Path().Scheme()
            .From("agent", request => request.Request.Headers.UserAgent.ToString().Length));
        var request = new HttpRequestMessage(HttpMethod.Get, "/items/42?preview=1&m=a&m=b&read=" + attribute);
        request.Headers.Add("X-Country", "SE");
        request.Headers.TryAddWithoutValidation("X-Lang", ["sv", "en"]);
        request.Headers.Add("Cookie", "theme=dark");
        request.Headers.TryAddWithoutValidation("User-Agent", "abcde");

        using var response = await app.SendAsync(request);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Claims_have_their_types_and_several_are_a_list()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new("tenant", "a"), new(ClaimTypes.Role, "admin"), new(ClaimTypes.Role, "qa"), new("age", "42", ClaimValueTypes.Integer32), new("odd", "x", ClaimValueTypes.Integer),
                new("score", "1.5", ClaimValueTypes.Double), new("vip", "true", ClaimValueTypes.Boolean), new("date", "2026-01-01", ClaimValueTypes.Date),
            ],
            "mine"));
        var read = new List<AttributeValue>();
        await using var app = await StartAsync(
            http => http.Attributes.Claim("tenant").Claim("roles", ClaimTypes.Role).Claim("age").Claim("odd").Claim("score").Claim("vip").Claim("date").Claim("none"),
            before: (http, next) =>
            {
                http.User = user;
                return next(http);
            },
            during: context => read.AddRange("tenant roles age odd score vip date none".Split(' ').Select(name => context[name])));

        await app.GetAsync("/items/1");

        Assert.Equal<AttributeValue>(["a", (string[])["admin", "qa"], 42, "x", 1.5, true, "2026-01-01", default], read);
    }

    [Fact]
    public async Task An_attribute_is_read_once_and_only_when_a_flag_asks_for_it()
    {
        var read = new List<string>();
        await using var app = await StartAsync(
            http => http.Attributes.From("asked", Read("asked")).From("spare", Read("spare")).From("gone", http => throw new InvalidOperationException()),
            flags: flags =>
            {
                flags.SwitchWhere("a", "asked", "asked");
                flags.SwitchWhere("b", "ASKED", "asked");
                flags.SwitchWhere("c", "gone", "x");
            },
            during: _ => { },
            evaluate: ["a", "b", "a", "c", "c"]);

        Assert.Equal("True True True False False", await app.GetAsync("/items/1"));

        Assert.Equal(["asked"], read);

        Func<HttpContext, AttributeValue> Read(string name) => _ =>
        {
            read.Add(name);
            return name;
        };
    }

    [Fact]
    public async Task Code_wins_over_declarations_and_the_last_declaration_over_the_first()
    {
        await using var app = await StartAsync(http => http.Attributes
            .From("a", _ => "declared").From("b", _ => "first").From("B", _ => "last").From("c", _ => "declared")
            .Set((request, context) =>
            {
                context["a"] = "set";
                context["seen"] = context["b"].ToString() + context.TargetingKey;
            }));

        Assert.Equal("set", await app.GetAsync("/items/1?read=a"));
        Assert.Equal("last", await app.GetAsync("/items/1?read=b"));
        Assert.Equal("declared", await app.GetAsync("/items/1?read=c"));
        Assert.Equal("lastme", await app.GetAsync("/items/1?read=seen", "me"));
    }

    [Theory]
    [InlineData("claim", true)]
    [InlineData("reader", true)]
    [InlineData("header", false)]
    public async Task Only_attributes_that_read_the_user_wait_for_authentication_in_routing(string attribute, bool waits)
    {
        var asked = 0;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", () => "v1").AsStable("checkout");
                app.MapGet("/checkout", () => "v2").AsCandidate("checkout", revision: "1");
            },
            flags => flags.CandidateWhere("checkout", attribute, "a"),
            http =>
            {
                _ = attribute switch
                {
                    "claim" => http.Attributes.Claim("claim", "tenant"),
                    "reader" => http.Attributes.From("reader", request => request.User.FindFirst("tenant")?.Value, readsUser: true),
                    _ => http.Attributes.Header("header", "X-Tenant"),
                };
            },
            builder =>
            {
                TestAuthentication.Add(builder.Services);
                builder.Services.AddSingleton<IClaimsTransformation>(new Counting(() => asked++));
            },
            // The middleware that comes by itself would ask as well.
            use: app => ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true);

        Assert.Equal("v2", await app.GetAsync("/checkout", null, ("Authorization", "Test x;tenant=a"), ("X-Tenant", "a")));

        Assert.Equal(waits ? 1 : 0, asked);
    }

    private static Task<TestApp> StartAsync(
        Action<ProgressiveHttpOptions> http,
        Func<HttpContext, RequestDelegate, Task>? before = null,
        Action<EvaluationContext>? during = null,
        Action<TestFlags>? flags = null,
        string[]? evaluate = null) => TestApp.StartAsync(
            app => app.MapGet("/items/{id}", (HttpContext request, IFlags client) =>
            {
                var context = EvaluationContext.Current!;
                during?.Invoke(context);
                return evaluate is not null
                    ? string.Join(' ', evaluate.Select(flag => client.IsEnabled(flag)))
                    : context[request.Request.Query["read"].ToString() is { Length: > 0 } read ? read : "none"].ToString();
            }),
            flags,
            http,
            use: app =>
            {
                if (before is not null)
                {
                    app.Use(before);
                }

                app.UseRouting();
                app.UseProgressiveDelivery();
            });

    private sealed class Counting(Action asked) : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            asked();
            return Task.FromResult(principal);
        }
    }
}
