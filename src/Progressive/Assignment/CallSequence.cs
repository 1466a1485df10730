using System.Security.Cryptography;

namespace Progressive.Assignment;

/// <summary>A fresh 64-bit number for each call: what <c>StickBy: call</c> uses where there is no key to hash.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) per thread, seeded from the system: no lock, no allocation, no two threads alike.</remarks>
internal static class CallSequence
{
    [ThreadStatic]
    private static ulong t_state;

    public static ulong Next()
    {
        if (t_state == 0)
        {
            Span<byte> seed = stackalloc byte[8];
            RandomNumberGenerator.Fill(seed);
            t_state = BitConverter.ToUInt64(seed) | 1;
        }

        return HashMixing.Finalize(t_state += 0x9E37_79B9_7F4A_7C15);
    }
}
