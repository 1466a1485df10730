using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.AspNetCore.Tests;

public sealed class DescriptionTests
{
    [Fact]
    public async Task Candidates_give_up_their_names_and_links_go_to_stable()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapGet("/orders/{id}", (int id) => "v1").AsStable("orders").WithName("order");
            app.MapGet("/orders/{id}", (int id) => "v2").AsCandidate("orders").WithName("order");
            var group = app.MapGroup("/group").AsCandidate("group");
            group.MapGet("/a", () => "v2").WithName("a");
            group.MapGet("/a", () => "v1").AsStable("group").WithName("a");
            app.MapGet("/link", (LinkGenerator links) => $"{links.GetPathByName("order", new { id = 7 })} {links.GetPathByName("a")}");
        });

        Assert.Equal("/orders/7 /group/a", await app.GetAsync("/link"));
        Assert.Equal("v1", await app.GetAsync("/orders/7"));
    }

    [Fact]
    public async Task Candidates_stay_out_of_OpenAPI_unless_asked_for_and_then_have_a_document_of_their_own()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/a", () => "v1").AsStable("a").WithSummary("a v1");
                app.MapGet("/a", () => "v2").AsCandidate("a").WithSummary("a v2");
                app.MapGet("/b", () => "v1").AsStable("b").WithSummary("b v1");
                app.MapGet("/b", () => "v2").AsCandidate("b", describeIn: "candidate").WithSummary("b v2");
                app.MapControllers();
                app.MapOpenApi();
            },
            configure: builder =>
            {
                TestApp.Controllers(builder, typeof(ShelfController));
                builder.Services.AddOpenApi();
                builder.Services.AddOpenApi("candidate", options => options.ShouldInclude = description => description.GroupName == "candidate");
            });

        Assert.Equal(["/a: a v1", "/b: b v1", "/shelf/a: shelf a v1", "/shelf/b: shelf b v1", "/shelf/c/{id}: shelf c v1"], await DescribedAsync(app, "v1"));
        Assert.Equal(["/b: b v2", "/shelf/b: shelf b v2"], await DescribedAsync(app, "candidate"));
    }

    private static async Task<string[]> DescribedAsync(TestApp app, string document)
    {
        var json = JsonNode.Parse(await app.GetAsync($"/openapi/{document}.json"))!;
        return [.. json["paths"]!.AsObject().Select(path => $"{path.Key}: {path.Value!["get"]!["summary"]}").Order(StringComparer.Ordinal)];
    }

    [ApiController]
    [Route("shelf")]
    public sealed class ShelfController : ControllerBase
    {
        [HttpGet("a", Name = "shelf-a")]
        [StableVariant("shelf")]
        [EndpointSummary("shelf a v1")]
        public string A1() => "v1";

        [HttpGet("a", Name = "shelf-a")]
        [CandidateVariant("shelf")]
        [EndpointSummary("shelf a v2")]
        public string A2() => "v2";

        // MVC starts with two actions of one route name only where their templates agree to the letter.
        [HttpGet("c/{id:int}", Name = "shelf-c")]
        [StableVariant("shelf")]
        [EndpointSummary("shelf c v1")]
        public string C1(int id) => $"v1 {id}";

        [HttpGet("c/{id}", Name = "shelf-c")]
        [CandidateVariant("shelf")]
        public string C2(string id) => $"v2 {id}";

        [HttpGet("b")]
        [StableVariant("shelf")]
        [EndpointSummary("shelf b v1")]
        public string B1() => "v1";

        [HttpGet("b")]
        [CandidateVariant("shelf", DescribeIn = "candidate")]
        [EndpointSummary("shelf b v2")]
        public string B2() => "v2";
    }
}
