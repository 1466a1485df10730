using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Progressive.AspNetCore.Context;

namespace Progressive.ServerTests.OpenFeature;

/// <summary>An application with flags for clients: open, behind a key, and with a limit.</summary>
internal sealed class OfrepShop : IAsyncDisposable
{
    public const string ApiKey = "a-key-for-servers";

    private readonly WebApplication _app;

    private OfrepShop(WebApplication app) => _app = app;

    public IFlags Flags => _app.Services.GetRequiredService<IFlags>();

    public static async Task<OfrepShop> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(Definitions());
        builder.Services.AddProgressiveDelivery().AddHttp(http => http.Keys = [TargetingKeySource.Header("X-User")]);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "3600";
                return ValueTask.CompletedTask;
            };
            limiter.AddFixedWindowLimiter("once", window => (window.PermitLimit, window.Window) = (1, TimeSpan.FromHours(1)));
        });
        var app = builder.Build();
        app.UseRateLimiter();
        app.MapOfrep(options => options.Attributes = ["screen"]);
        app.MapGroup("/servers").MapOfrep(options =>
        {
            options.ApiKeys = [ApiKey];
            options.TrustTargetingKey = _ => true;
        });
        app.MapGroup("/limited").MapOfrep().RequireRateLimiting("once");
        await app.StartAsync(cancellationToken);
        return new OfrepShop(app);
    }

    public JsonObject At(string path, params (string Name, string Value)[] headers) => new()
    {
        ["baseUrl"] = _app.Urls.First() + path,
        ["headers"] = new JsonArray([.. headers.Select(header => new JsonArray(header.Name, header.Value))]),
        ["pollInterval"] = 100,
    };

    /// <summary>Changes a definition, as an edit of a mounted file would.</summary>
    public void Define(string path, string value)
    {
        _app.Configuration["Progressive:Flags:" + path] = value;
        ((IConfigurationRoot)_app.Configuration).Reload();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Dictionary<string, string?> Definitions() => new()
    {
        ["Progressive:Flags:on:Client"] = "true",
        ["Progressive:Flags:on:Default"] = "on",
        ["Progressive:Flags:off:Client"] = "true",
        ["Progressive:Flags:off:Enabled"] = "false",
        ["Progressive:Flags:off:Default"] = "on",
        ["Progressive:Flags:theme:Client"] = "true",
        ["Progressive:Flags:theme:Type"] = "string",
        ["Progressive:Flags:theme:Variants:a:Value"] = "blå",
        ["Progressive:Flags:theme:Variants:b:Value"] = "röd",
        ["Progressive:Flags:theme:Default"] = "a",
        ["Progressive:Flags:theme:Off"] = "b",
        ["Progressive:Flags:limit:Client"] = "true",
        ["Progressive:Flags:limit:Type"] = "number",
        ["Progressive:Flags:limit:Variants:a:Value"] = "12.5",
        ["Progressive:Flags:limit:Default"] = "a",
        ["Progressive:Flags:limit:Off"] = "a",
        ["Progressive:Flags:page/start:Client"] = "true",
        ["Progressive:Flags:page/start:Type"] = "json",
        ["Progressive:Flags:page/start:Variants:a:Value:size"] = "large",
        ["Progressive:Flags:page/start:Default"] = "a",
        ["Progressive:Flags:page/start:Off"] = "a",
        ["Progressive:Flags:checkout:Client"] = "true",
        ["Progressive:Flags:checkout:Variants:stable:Revision"] = "1",
        ["Progressive:Flags:checkout:Variants:candidate:Revision"] = "1",
        ["Progressive:Flags:checkout:Split:stable"] = "50%",
        ["Progressive:Flags:checkout:Split:candidate"] = "50%",
        ["Progressive:Flags:by-screen:Client"] = "true",
        ["Progressive:Flags:by-screen:Default"] = "off",
        ["Progressive:Flags:by-screen:Rules:0:When:screen"] = "small",
        ["Progressive:Flags:by-screen:Rules:0:Serve"] = "on",
        ["Progressive:Flags:secret"] = "true",
    };
}
