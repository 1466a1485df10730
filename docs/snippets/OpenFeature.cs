using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

internal static class OpenFeature
{
    public static void Browsers(WebApplication app)
    {
        app.MapOfrep(options => options.Attributes = ["screen"]);
    }

    public static void Origins(WebApplicationBuilder builder)
    {
        builder.Services.AddCors(cors => cors.AddPolicy("shop", policy => policy
            .WithOrigins("https://www.shop.example")
            .WithMethods("POST")
            .WithHeaders("Content-Type", "If-None-Match")
            .WithExposedHeaders("ETag", "Retry-After")
            .AllowCredentials()));
    }

    public static void FromOtherOrigins(WebApplication app)
    {
        app.MapOfrep().RequireCors("shop");
    }

    public static void Limit(WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(10);
                rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.AddFixedWindowLimiter("ofrep", window => (window.PermitLimit, window.Window) = (600, TimeSpan.FromMinutes(1)));
        });
    }

    public static void Limited(WebApplication app)
    {
        app.UseRateLimiter();
        app.MapOfrep().RequireRateLimiting("ofrep");
    }

    public static void Services(WebApplication app)
    {
        app.MapGroup("/internal").MapOfrep(options =>
        {
            options.ApiKeys = [app.Configuration["Ofrep:Key"]!];
            options.TrustTargetingKey = _ => true;
        });
    }
}
