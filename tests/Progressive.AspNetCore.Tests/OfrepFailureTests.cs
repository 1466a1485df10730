using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Ofrep;
using static Progressive.AspNetCore.Tests.OfrepCalls;

namespace Progressive.AspNetCore.Tests;

/// <summary>Whatever a client sends, it gets an answer of the protocol, and nothing is read past its bounds.</summary>
public sealed class OfrepFailureTests
{
    private const int TenMegabytes = 10_000_000;

    public static TheoryData<string, string> BadBodies => new()
    {
        { "{", "PARSE_ERROR" },
        { "{\"context\":{\"a\":1}", "PARSE_ERROR" },
        { "{\"context\":{}} {}", "PARSE_ERROR" },
        { "nonsense", "PARSE_ERROR" },
        { "{\"context\":{\"a\":01}}", "PARSE_ERROR" },
        { "{\"context\":{\"a\":\"\\ud800\"}}", "PARSE_ERROR" },
        { "{\"context\":{\"targetingKey\":\"\\udc00\"}}", "PARSE_ERROR" },
        { $"{{\"context\":{{\"x\":{new string('[', 20)}{new string(']', 20)}}}}}", "PARSE_ERROR" },
        { new string('[', 60_000), "INVALID_CONTEXT" },
        { $"{{\"x\":{new string('[', 60_000)}", "PARSE_ERROR" },
        { string.Concat(Enumerable.Repeat("{\"context\":", 5_000)), "PARSE_ERROR" },
        { "[]", "INVALID_CONTEXT" },
        { "7", "INVALID_CONTEXT" },
        { "{\"context\":[]}", "INVALID_CONTEXT" },
        { "{\"context\":\"user\"}", "INVALID_CONTEXT" },
        { "{\"context\":{\"targetingKey\":7}}", "INVALID_CONTEXT" },
        { "{\"context\":{\"targetingKey\":{}}}", "INVALID_CONTEXT" },
        { $"{{\"context\":{{\"targetingKey\":\"{new string('k', 1_025)}\"}}}}", "INVALID_CONTEXT" },
        { $"{{\"context\":{{\"a\":\"{new string('v', 1_025)}\"}}}}", "INVALID_CONTEXT" },
        { $"{{\"context\":{{\"a\":[{string.Join(',', Enumerable.Repeat("\"x\"", 65))}]}}}}", "INVALID_CONTEXT" },
        { $"{{\"context\":{{\"a\":[\"{new string('v', 1_025)}\"]}}}}", "INVALID_CONTEXT" },
    };

    public static TheoryData<string> GoodBodies =>
    [
        "",
        "{}",
        " { } ",
        "{\"context\":null}",
        "{\"context\":{}}",
        "{\"context\":{\"targetingKey\":null}}",
        "{\"other\":[1,2],\"context\":{}}",
        $"{{\"context\":{{\"targetingKey\":\"{new string('k', 1_024)}\"}}}}",
        $"{{\"context\":{{\"a\":\"{new string('v', 1_024)}\",\"unlisted\":\"{new string('v', 50_000)}\"}}}}",
        $"{{\"context\":{{\"a\":[{string.Join(',', Enumerable.Repeat("\"x\"", 64))}]}}}}",
        $"{{\"context\":{{\"x\":{new string('[', 14)}{new string(']', 14)}}}}}",
    ];

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task What_is_wrong_is_said_in_the_protocol_s_words(string body, string errorCode)
    {
        await using var app = await StartAsync();
        var all = await app.OfrepAsync(null, body);
        Assert.Equal((400, errorCode), (all.Status, all.ErrorCode));
        Assert.False(all.Json.TryGetProperty("key", out _));
        Assert.StartsWith("PRG044", all.Json.GetProperty("errorDetails").GetString(), StringComparison.Ordinal);
        var single = await app.OfrepAsync("f", body);
        Assert.Equal((400, errorCode, "f"), (single.Status, single.ErrorCode, single.Json.GetProperty("key").GetString()));
    }

    [Theory]
    [MemberData(nameof(GoodBodies))]
    public async Task What_is_not_needed_may_be_left_out_and_the_bounds_themselves_are_within(string body)
    {
        await using var app = await StartAsync();
        Assert.Equal(200, (await app.OfrepAsync(null, body)).Status);
        Assert.Equal(200, (await app.OfrepAsync("f", body)).Status);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_no_json()
    {
        await using var app = await StartAsync();
        var body = "{\"context\":{\"a\":\"__\"}}"u8.ToArray();
        body[17] = 0xC3;
        body[18] = 0x28;
        Assert.Equal("PARSE_ERROR", (await app.OfrepAsync(Bulk, new ByteArrayContent(body))).ErrorCode);
    }

    [Fact]
    public void Any_byte_that_is_another_or_missing_leaves_a_context_or_a_refusal()
    {
        var reader = new ClientContextReader(["a", "b"]);
        var body = """{"context":{"targetingKey":"å\ud83d\ude00","a":["x","y"],"b":-1.5e3,"c":{"d":[null,true]}},"e":0}"""u8.ToArray();
        Assert.Null(reader.Read(body, out var whole));
        Assert.Equal("å😀", whole.TargetingKey);
        var refused = 0;
        for (var at = 0; at < body.Length; at++)
        {
            Assert.Equal(at == 0, reader.Read(body.AsSpan(0, at), out _) is null);
            var before = body[at];
            for (var other = 0; other <= byte.MaxValue; other++)
            {
                body[at] = (byte)other;
                if (reader.Read(body, out _) is { } refusal)
                {
                    Assert.Equal(400, refusal.Status);
                    refused++;
                }
            }

            body[at] = before;
        }

        Assert.InRange(refused, body.Length * 20, body.Length * 255);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_megabytes_are_refused_whether_announced_or_not(bool announced)
    {
        await using var app = await StartAsync();
        var bytes = new byte[TenMegabytes];
        Array.Fill(bytes, (byte)' ');
        HttpContent content = announced ? new ByteArrayContent(bytes) : new Unannounced(bytes);
        OfrepReply? reply = null;
        try
        {
            reply = await app.OfrepAsync(Bulk, content);
        }
        catch (HttpRequestException)
        {
            // The server may hang up while the client is still sending.
            await app.EndedAsync();
        }

        Assert.True(reply is null or { Status: 413, ErrorCode: "GENERAL" });
        Assert.Equal(200, (await app.OfrepAsync(null)).Status);
    }

    [Fact]
    public async Task The_bound_of_the_body_is_kept_to_the_byte()
    {
        await using var app = await StartAsync(options => options.MaxBodySize = 100);
        Assert.Equal(200, (await app.OfrepAsync("f", "{}" + new string(' ', 98))).Status);
        var reply = await app.OfrepAsync("f", "{}" + new string(' ', 99));
        Assert.Equal((413, "GENERAL", "f"), (reply.Status, reply.ErrorCode, reply.Json.GetProperty("key").GetString()));
        Assert.Equal(413, (await app.OfrepAsync(Bulk, new Unannounced(Encoding.UTF8.GetBytes("{}" + new string(' ', 99))))).Status);
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_is_one_body()
    {
        await using var app = await StartAsync();
        var body = Encoding.UTF8.GetBytes(Saying($"\"unlisted\":\"{new string('u', 30_000)}\",\"a\":\"x\""));
        var reply = await app.OfrepAsync(Bulk, new Unannounced(body));
        Assert.True(reply["by-a"].GetProperty("value").GetBoolean());
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("PUT", 405)]
    public async Task Only_post_is_answered(string method, int status)
    {
        await using var app = await StartAsync();
        using var response = await app.SendAsync(Bulk, method: new HttpMethod(method));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("targetingKey", "PRG0430")]
    [InlineData("a b", "PRG0430")]
    [InlineData("", "PRG0430")]
    public void Options_that_cannot_be_right_are_refused_at_once(string attribute, string code)
    {
        var (app, _) = TestApp.Build(_ => { });
        var error = Assert.Throws<ProgressiveException>(() => app.MapOfrep(options =>
        {
            options.Attributes = [attribute];
            options.MaxBodySize = 0;
            options.ApiKeys = ["good", " "];
        }));
        Assert.Equal(code, error.Code);
        Assert.Contains("PRG0431: OfrepOptions.MaxBodySize is 0.", error.Message, StringComparison.Ordinal);
        Assert.Contains("PRG0432: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_http_integration_mapping_says_so()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddProgressiveDelivery();
        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => builder.Build().MapOfrep()).Code);
    }

    private static Task<TestApp> StartAsync(Action<OfrepOptions>? configure = null) => TestApp.StartAsync(
        app => app.MapOfrep(options =>
        {
            options.Attributes = ["a"];
            configure?.Invoke(options);
        }),
        flags =>
        {
            flags.Define("f", ("Client", "true"), ("Default", "on"));
            flags.Define("by-a", ("Client", "true"), ("Default", "off"), ("Rules:0:When:a", "x"), ("Rules:0:Serve", "on"));
        });

    /// <summary>Sent in chunks, without a length.</summary>
    private sealed class Unannounced(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (var at = 0; at < bytes.Length; at += 1_000)
            {
                await stream.WriteAsync(bytes.AsMemory(at, Math.Min(1_000, bytes.Length - at)));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
