using System.Net;
using System.Text;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

/// <summary>What Prometheus answers, and what is made of it. A real server is asked in a test project of its own.</summary>
public sealed class PrometheusMetricSourceTests
{
    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1435781451.781,"1.25"]}]}}""", 1.25)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"42"]}}""", 42.0)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"1e-3"]}}""", 0.001)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", null)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"NaN"]}}""", double.NaN)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"+Inf"]}}""", double.PositiveInfinity)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"-Inf"]}}""", double.NegativeInfinity)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1]}}""", null)]
    public async Task A_value_is_read(string answer, double? value) => Assert.Equal(value, await ReadAsync(answer));

    [Theory]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error at char 3"}""", "refuses the query: parse error at char 3")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]},{"value":[1,"2"]}]}}""", "has 2 values. Aggregate it to one")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", "no value at one moment")]
    [InlineData("""{"status":"success"}""", "without a result")]
    [InlineData("""[]""", "Check the address")]
    [InlineData("""<html>""", "no JSON. Check the address")]
    public async Task What_is_no_answer_is_an_error_that_says_what_to_do(string answer, string message)
    {
        var thrown = await Assert.ThrowsAsync<ProgressiveException>(() => ReadAsync(answer).AsTask());
        Assert.Equal("PRG0552", thrown.Code);
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        var thrown = await Assert.ThrowsAsync<ProgressiveException>(() => ReadAsync(new string(' ', 3 << 20)).AsTask());
        Assert.Contains("more than a megabyte", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_query_is_posted_below_the_address()
    {
        var server = new Server("""{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""");
        using var source = new PrometheusMetricSource(new HttpClient(server) { BaseAddress = new Uri("http://prometheus/prefix/") });
        await source.ReadAsync("sum(a{b=\"c d\"})", TestContext.Current.CancellationToken);
        Assert.Equal("POST http://prometheus/prefix/api/v1/query query=sum%28a%7Bb%3D%22c+d%22%7D%29", server.Asked);
    }

    private static async ValueTask<double?> ReadAsync(string answer)
    {
        using var source = new PrometheusMetricSource(new HttpClient(new Server(answer)) { BaseAddress = new Uri("http://prometheus/") });
        return await source.ReadAsync("q", TestContext.Current.CancellationToken);
    }

    private sealed class Server(string answer) : HttpMessageHandler
    {
        public string? Asked { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = $"{request.Method} {request.RequestUri} {await request.Content!.ReadAsStringAsync(cancellationToken)}";
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
