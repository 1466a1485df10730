using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace Progressive.Benchmarks.Subjects;

/// <summary>What code by hand needs to split by user and to watch how it goes: the hash of a user, counters and a histogram.</summary>
internal static class HandWrittenWatch
{
    private static readonly byte[] s_prefix = [5, 0, 0, 0, .. "split"u8, 7, 0, 0, 0, .. "pricing"u8, 0, 0, 0, 0];

    public static ulong Hash(string user)
    {
        Span<byte> bytes = stackalloc byte[128];
        s_prefix.CopyTo(bytes);
        var length = Encoding.UTF8.GetBytes(user, bytes[s_prefix.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(s_prefix.Length - 4)..], length);
        return XxHash3.HashToUInt64(bytes[..(s_prefix.Length + length)]);
    }

    public sealed class Cells
    {
        private readonly long[] _histogram = new long[64];
        private long _ok;

        public long Started;
        public long Failed;

        public void Completed(long duration)
        {
            Interlocked.Increment(ref _ok);
            Interlocked.Increment(ref _histogram[BitOperations.Log2((ulong)duration)]);
        }
    }
}
