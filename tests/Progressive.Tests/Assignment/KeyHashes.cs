using System.Collections.Concurrent;
using System.Globalization;
using Progressive.Assignment;

namespace Progressive.Tests.Assignment;

/// <summary>The hashes of the keys user-0 … user-999999, made once per domain and salt.</summary>
internal static class KeyHashes
{
    public const int Count = 1_000_000;

    private static readonly ConcurrentDictionary<(string Domain, string Salt), Lazy<ulong[]>> s_hashes = new();

    public static ulong[] Of(string domain, string salt) =>
        s_hashes.GetOrAdd((domain, salt), static key => new Lazy<ulong[]>(() => Make(new BucketHash(key.Domain, key.Salt)))).Value;

    /// <summary>Fails when a count of successes is further than 5 standard deviations from what independent draws give.</summary>
    public static void AssertWithinFiveSigma(long successes, long draws, double probability)
    {
        var sigma = Math.Sqrt(draws * probability * (1 - probability));
        var z = (successes - (draws * probability)) / Math.Max(sigma, 1e-9);
        Xunit.Assert.True(Math.Abs(z) <= 5, $"{successes} of {draws} at p = {probability}: {z:F2} sigma");
    }

    private static ulong[] Make(BucketHash hash)
    {
        var hashes = new ulong[Count];
        Span<char> key = stackalloc char[16];
        "user-".CopyTo(key);
        for (var i = 0; i < hashes.Length; i++)
        {
            i.TryFormat(key[5..], out var digits, provider: CultureInfo.InvariantCulture);
            hashes[i] = hash.Compute(key[..(5 + digits)]);
        }

        return hashes;
    }
}
