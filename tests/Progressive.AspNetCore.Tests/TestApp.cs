using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Progressive.AspNetCore.Tests;

/// <summary>A real application on a loopback port. Requests are over when the pipeline is, not when the client has its answer.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _ended;

    private TestApp(WebApplication app, SemaphoreSlim ended, HttpClient client)
    {
        _app = app;
        _ended = ended;
        Client = client;
        Calls = new CallCounts(app.Services);
    }

    public HttpClient Client { get; }

    public CallCounts Calls { get; }

    public IServiceProvider Services => _app.Services;

    public static (WebApplication App, SemaphoreSlim Ended) Build(
        Action<WebApplication> map,
        Action<TestFlags>? flags = null,
        Action<ProgressiveHttpOptions>? http = null,
        Action<WebApplicationBuilder>? configure = null,
        string environment = "Production",
        Action<WebApplication>? use = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var definitions = new TestFlags();
        flags?.Invoke(definitions);
        ((IConfigurationBuilder)builder.Configuration).Add(definitions);
        var ended = new SemaphoreSlim(0);
        builder.Services.AddSingleton<IStartupFilter>(new Outermost(ended));
        builder.Logging.ClearProviders();
        builder.Services.AddProgressiveDelivery().AddHttp(options =>
        {
            options.Keys = [Context.TargetingKeySource.Header("X-User")];
            http?.Invoke(options);
        });
        configure?.Invoke(builder);
        var app = builder.Build();
        use?.Invoke(app);
        map(app);
        return (app, ended);
    }

    public static async Task<TestApp> StartAsync(
        Action<WebApplication> map,
        Action<TestFlags>? flags = null,
        Action<ProgressiveHttpOptions>? http = null,
        Action<WebApplicationBuilder>? configure = null,
        string environment = "Production",
        Action<WebApplication>? use = null)
    {
        var (app, ended) = Build(map, flags, http, configure, environment, use);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        return new TestApp(app, ended, client);
    }

    public static void Controllers(WebApplicationBuilder builder, params Type[] types) =>
        builder.Services.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new Microsoft.AspNetCore.Mvc.ApplicationParts.AssemblyPart(typeof(TestApp).Assembly));
            parts.FeatureProviders.Clear();
            parts.FeatureProviders.Add(new OnlyControllers(types));
        });

    /// <summary>A key that a half-and-half flag sends to a variant.</summary>
    public string KeyFor(string flag, string variant)
    {
        var flags = Services.GetRequiredService<IFlags>();
        return Enumerable.Range(0, 1000).Select(i => $"user-{i}").First(key => flags.Peek(flag, new EvaluationContext(key)).Variant == variant);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        await EndedAsync();
        return response;
    }

    public Task<HttpResponseMessage> SendAsync(string path, string? user = null, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request);
    }

    public async Task<string> GetAsync(string path, string? user = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, user, HttpMethod.Get, headers);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<string> PostAsync(string path, string body, string contentType, string? user = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        using var response = await SendAsync(request);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until one more request has left the pipeline.</summary>
    public async Task EndedAsync() => Assert.True(await _ended.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Calls.Dispose();
        await _app.DisposeAsync();
        _ended.Dispose();
    }

    private sealed class Outermost(SemaphoreSlim ended) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, following) =>
            {
                try
                {
                    await following(context);
                }
                finally
                {
                    ended.Release();
                }
            });
            next(app);

            // The server listens next: every variant has to be known by now.
            Assert.True(app.ApplicationServices.GetRequiredService<Variants.VariantDeclarations>().IsComplete);
        };
    }

    private sealed class OnlyControllers(Type[] types) : ControllerFeatureProvider
    {
        protected override bool IsController(System.Reflection.TypeInfo typeInfo) => types.Contains(typeInfo.AsType());
    }
}
