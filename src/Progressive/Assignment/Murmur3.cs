using System.Buffers.Binary;
using System.Numerics;

namespace Progressive.Assignment;

/// <summary>MurmurHash3_x86_32 with seed 0 (Austin Appleby, public domain).</summary>
internal static class Murmur3
{
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = 0u;
            var rest = bytes;
            for (; rest.Length >= 4; rest = rest[4..])
            {
                hash = (BitOperations.RotateLeft(hash ^ Scramble(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE654_6B64;
            }

            // Up to three bytes are left, the first of them lowest.
            var tail = 0u;
            for (var i = rest.Length - 1; i >= 0; i--)
            {
                tail = (tail << 8) | rest[i];
            }

            // A tail of zero scrambles to zero, so no tail needs no case of its own.
            hash ^= Scramble(tail);
            hash ^= (uint)bytes.Length;
            hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
            hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
            return hash ^ (hash >> 16);
        }
    }

    private static uint Scramble(uint block) => unchecked(BitOperations.RotateLeft(block * 0xCC9E_2D51, 15) * 0x1B87_3593);
}
