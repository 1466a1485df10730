using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Progressive.Metrics;

/// <summary>A targeting key as the windows remember it: 64 bits, never 0, and no way back to the key.</summary>
internal static class KeyHash
{
    public static ulong Of(ReadOnlySpan<char> key) => Math.Max(1, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key)));
}
