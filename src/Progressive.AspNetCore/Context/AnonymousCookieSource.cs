using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

internal sealed class AnonymousCookieSource(string name, TimeSpan lifetime, bool isEssential) : TargetingKeySource
{
    private const int KeyBytes = 16;

    // 16 bytes in unpadded base64url.
    private const int KeyLength = 22;

    private static readonly SearchValues<char> s_alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    internal override bool Has(RequestContexts contexts, HttpContext http) => true;

    internal override string? Find(RequestContexts contexts, HttpContext http)
    {
        if (http.Request.Cookies.TryGetValue(name, out var sent) && IsValid(sent))
        {
            return sent;
        }

        var remembered = http.Features.Get<RequestContext>();
        if (remembered?.Key is { } key)
        {
            return key;
        }

        // A key that cannot be handed out would put the caller somewhere else on every request.
        if (http.Response.HasStarted || CorsPreflight.Is(http.Request))
        {
            return null;
        }

        Span<byte> random = stackalloc byte[KeyBytes];
        RandomNumberGenerator.Fill(random);
        key = Base64Url.EncodeToString(random);
        http.Response.Cookies.Append(name, key, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps || !contexts.IsDevelopment || !IsLoopback(http.Connection.RemoteIpAddress),
            Path = "/",
            MaxAge = lifetime,
            IsEssential = isEssential,
        });
        contexts.RequestOf(http).Key = key;
        return key;
    }

    // Whatever else a caller sends in the cookie would become a key of the caller's choice, of any length.
    private static bool IsValid(string value) => value.Length == KeyLength && !value.AsSpan().ContainsAnyExcept(s_alphabet);

    // No address at all is a server inside this process.
    private static bool IsLoopback(IPAddress? address) => address is null || IPAddress.IsLoopback(address);
}
