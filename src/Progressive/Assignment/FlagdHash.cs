using System.Text;

namespace Progressive.Assignment;

/// <summary>flagd's second <c>fractional</c>: MurmurHash3 with seed 0 over <c>salt + key</c>, the 32 bits at the top of the 64.</summary>
internal sealed class FlagdHash(string salt) : ForeignHash(salt)
{
    protected override ulong Compute(Span<byte> buffer, ReadOnlySpan<char> key)
    {
        SaltBytes.CopyTo(buffer);
        var length = SaltBytes.Length + Encoding.UTF8.GetBytes(key, buffer[SaltBytes.Length..]);
        return (ulong)Murmur3.Hash(buffer[..length]) << 32;
    }
}
