using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive.AspNetCore.Context;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// Remote evaluation of a thousand flags: a third that are on, a third that divide users in halves, and a third with a rule on an attribute that the client sends.
/// </summary>
internal sealed class OfrepCalls : IAsyncDisposable
{
    public const int Flags = 1_000;
    public const string Path = "/ofrep/v1/evaluate/flags";
    public const string Header = "X-User";
    public const string Body = """{"context":{"targetingKey":"ignored","country":"SE","app":"2.1.0"}}""";

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(Body);

    // What differs is as long as what the tags were made for, and unlisted: the question is another, the answer the same.
    private static readonly byte[] s_otherBody = Encoding.UTF8.GetBytes(Body.Replace("ignored", "IGNORED", StringComparison.Ordinal));

    private readonly WebApplication _application;
    private readonly InProcessServer _server = new();
    private readonly string[] _tags;
    private readonly Sink _sink = new();

    public OfrepCalls()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IServer>(_server).AddRouting().AddLogging();
        Add(builder);
        _application = builder.Build();
        _application.UseRouting();
        Map(_application);
        _application.UseEndpoints(static _ => { });
        _application.Start();
        _tags = [.. Users.Keys.Select((_, i) => Send(i, s_body, null).ETag.ToString())];
    }

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(Enumerable.Range(0, Flags).SelectMany(Definition));
        builder.Services.AddProgressiveDelivery().AddHttp(options => options.Keys = [TargetingKeySource.Header(Header)]);
    }

    public static void Map(WebApplication app) => app.MapOfrep(options => options.Attributes = ["country", "app"]);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>Nothing is timed before the answers have been seen to be what they are taken for.</summary>
    public void Verify()
    {
        Require(Send(1, s_body, null).ContentLength > Flags * 50);
        Require(Status(1, s_body, _tags[1]) == StatusCodes.Status304NotModified);
        Require(Status(1, s_otherBody, _tags[1]) == StatusCodes.Status304NotModified);
        Require(Status(1, s_body, _tags[2]) == StatusCodes.Status200OK);
    }

    /// <summary>All flags, as bytes.</summary>
    public void All(int i) => Send(i, s_body, null);

    /// <summary>The same question again.</summary>
    public void Same(int i) => Send(i, s_body, _tags[i & Users.Mask]);

    /// <summary>Another question with the same answer, such as the first one to another replica.</summary>
    public void Alike(int i) => Send(i, s_otherBody, _tags[i & Users.Mask]);

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The flags are not answered as they are defined. Nothing was measured.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Definition(int i)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"Progressive:Flags:flag-{i:D4}:");
        yield return new(path + "Client", "true");
        switch (i % 3)
        {
            case 0:
                yield return new(path + "Default", "on");
                break;
            case 1:
                yield return new(path + "Variants:stable:Revision", "1");
                yield return new(path + "Variants:candidate:Revision", "1");
                yield return new(path + "Split:stable", "50%");
                yield return new(path + "Split:candidate", "50%");
                break;
            default:
                yield return new(path + "Default", "off");
                yield return new(path + "Rules:0:When:country:0", "NO");
                yield return new(path + "Rules:0:When:country:1", "SE");
                yield return new(path + "Rules:0:Serve", "on");
                break;
        }
    }

    private int Status(int i, byte[] body, string? tag)
    {
        var features = Features(i, body, tag);
        Complete(features);
        return features.GetRequiredFeature<IHttpResponseFeature>().StatusCode;
    }

    private IHeaderDictionary Send(int i, byte[] body, string? tag)
    {
        var features = Features(i, body, tag);
        Complete(features);
        return features.GetRequiredFeature<IHttpResponseFeature>().Headers;
    }

    private void Complete(FeatureCollection features)
    {
        if (!_server.SendAsync(features).IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A request that completes synchronously was expected.");
        }
    }

    private FeatureCollection Features(int i, byte[] body, string? tag)
    {
        IHeaderDictionary headers = new HeaderDictionary { [Header] = Users.Keys[i & Users.Mask], ContentLength = body.Length };
        if (tag is not null)
        {
            headers.IfNoneMatch = tag;
        }

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "POST", Protocol = HttpProtocol.Http11, Path = Path, Headers = headers, Body = new MemoryStream(body) });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_sink));
        return features;
    }

    /// <summary>Copies what is written, as a server's buffer would.</summary>
    private sealed class Sink : MemoryStream
    {
        public Sink()
            : base(1 << 20)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Position = 0;
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
