using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;

namespace App;

/// <summary>Endpoint variants over HTTP.</summary>
internal static class EndpointChecks
{
    public static async Task Chooses()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddProgressiveDelivery()
            .AddHttp(http => http.Keys = [TargetingKeySource.Header("X-User")])
            .AddFlag("checkout", flag => flag.Rule("candidate", rule => rule.Named("testers")));
        await using var app = builder.Build();
        RequestDelegate stable = context => context.Response.WriteAsync("stable");
        RequestDelegate candidate = context => context.Response.WriteAsync("candidate");
        app.MapGet("/checkout", stable).AsStable("checkout");
        app.MapGet("/checkout", candidate).AsCandidate("checkout", revision: "2");
        app.MapProgressiveProbes();
        await app.StartAsync().ConfigureAwait(false);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Add("X-User", "ann");
        Expect.Equal("candidate", await client.GetStringAsync(new Uri("/checkout", UriKind.Relative)).ConfigureAwait(false));
        using var alive = await client.GetAsync(new Uri("/livez", UriKind.Relative)).ConfigureAwait(false);
        Expect.Equal(true, alive.IsSuccessStatusCode);
    }
}
