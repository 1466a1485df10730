using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Progressive.Rollouts.Webhooks;

/// <summary>The signature of standardwebhooks.com, version 1 (symmetric).</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The bytes of a secret; null when it is no secret.</summary>
    public static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return secret.Length == 0 ? null : Encoding.UTF8.GetBytes(secret);
        }

        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) ? key[..length] : null;
    }

    public static string Of(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
