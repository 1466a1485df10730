using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// The decorator a team would write by hand to do the same work: the ambient user hashed, two clock reads, counters and a histogram for each
/// variant. No rules, no kill switch, no guards, no cancellation, no fallback.
/// </summary>
internal sealed class HandWrittenPricing(IPricing stable, IPricing candidate)
{
    private static readonly AsyncLocal<string?> s_user = new();
    private static readonly byte[] s_prefix = [5, 0, 0, 0, .. "split"u8, 7, 0, 0, 0, .. "pricing"u8, 0, 0, 0, 0];

    private readonly Cells _stable = new();
    private readonly Cells _candidate = new();

    public static void Enter(string user) => s_user.Value = user;

    public int Price(int item)
    {
        var tried = s_user.Value is { } user && Hash(user) < 1UL << 63;
        var cells = tried ? _candidate : _stable;
        var start = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref cells.Started);
        try
        {
            var price = (tried ? candidate : stable).Price(item);
            cells.Completed(Stopwatch.GetTimestamp() - start);
            return price;
        }
        catch
        {
            Interlocked.Increment(ref cells.Failed);
            throw;
        }
    }

    private static ulong Hash(string user)
    {
        Span<byte> bytes = stackalloc byte[128];
        s_prefix.CopyTo(bytes);
        var length = Encoding.UTF8.GetBytes(user, bytes[s_prefix.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(s_prefix.Length - 4)..], length);
        return XxHash3.HashToUInt64(bytes[..(s_prefix.Length + length)]);
    }

    private sealed class Cells
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
