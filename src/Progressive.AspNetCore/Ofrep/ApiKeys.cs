using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>The keys of which a caller has to present one. Kept and compared as hashes, in a time that tells nothing about them.</summary>
internal sealed class ApiKeys(IEnumerable<string> keys)
{
    private const string Header = "X-API-Key";
    private const string Bearer = "Bearer ";

    private readonly byte[][] _hashes = [.. keys.Select(static key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    public bool Admit(HttpRequest request) =>
        _hashes.Length == 0 || (Presented(request) is { } key && IsKnown(SHA256.HashData(Encoding.UTF8.GetBytes(key))));

    private static string? Presented(HttpRequest request)
    {
        if (request.Headers[Header] is [{ Length: > 0 } key, ..])
        {
            return key;
        }

        return request.Headers[HeaderNames.Authorization] is [{ } authorization, ..] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : null;
    }

    private bool IsKnown(byte[] hash)
    {
        var known = false;
        foreach (var one in _hashes)
        {
            known |= CryptographicOperations.FixedTimeEquals(one, hash);
        }

        return known;
    }
}
