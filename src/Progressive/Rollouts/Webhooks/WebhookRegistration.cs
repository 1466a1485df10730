namespace Progressive.Rollouts.Webhooks;

/// <summary>A webhook's name, and how requests to it are sent.</summary>
internal sealed record WebhookRegistration(string Name, Func<HttpMessageHandler> Handler)
{
    // A redirect would carry the signature and the headers to somebody else.
    public static HttpMessageHandler NewHandler() =>
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };
}
