using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Progressive.Assignment;

/// <summary>
/// Microsoft.FeatureManagement: the first four bytes of SHA-256 over <c>key + "\n" + salt</c>, little-endian, as a percentage in double precision.
/// </summary>
/// <remarks>
/// Theirs compares that percentage with the percentages of the flag. The bucket is the largest b with b / 10000.0 &lt;= percentage: since b / 10000.0
/// is the double that the percentage with four decimals parses to, comparing buckets answers as comparing their doubles does.
/// </remarks>
internal sealed class MicrosoftHash(string salt) : ForeignHash(salt)
{
    private const int PerPercent = Share.Whole / 100;

    /// <summary>Where the key stands, from 0 to 100 inclusive, as theirs computes it.</summary>
    public static double Percentage(uint hash) => hash / (double)uint.MaxValue * 100;

    public static int BucketOf(double percentage)
    {
        // The product is rounded, so the bucket may be one off in either direction.
        var bucket = (int)(percentage * PerPercent);
        if (bucket / (double)PerPercent > percentage)
        {
            bucket--;
        }
        else if ((bucket + 1) / (double)PerPercent <= percentage)
        {
            bucket++;
        }

        // Exactly 100 belongs to the range that ends at 100.
        return Math.Min(bucket, Share.Whole - 1);
    }

    protected override ulong Compute(Span<byte> buffer, ReadOnlySpan<char> key)
    {
        var length = Encoding.UTF8.GetBytes(key, buffer);
        buffer[length++] = (byte)'\n';
        SaltBytes.CopyTo(buffer[length..]);
        length += SaltBytes.Length;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], digest);
        return RangeSplit.Threshold(BucketOf(Percentage(BinaryPrimitives.ReadUInt32LittleEndian(digest))), Share.Whole);
    }
}
