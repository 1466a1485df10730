using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Progressive.Assignment;

/// <summary>
/// XxHash3-64 over the length-prefixed UTF-8 of (domain, salt, key): the number every assignment comes from. docs/specs/bucketing.md is the contract.
/// </summary>
/// <remarks>
/// Length prefixes keep ("ab","c") apart from ("a","bc"). The domain keeps "is this key in the rollout?" independent of "which variant of the
/// split?". Domain and salt never change for a compiled flag, so their bytes are laid down once.
/// </remarks>
internal sealed class BucketHash
{
    private const int StackLimit = 512;

    private readonly byte[] _prefix;

    public BucketHash(string domain, string salt)
    {
        var domainLength = Encoding.UTF8.GetByteCount(domain);
        var saltLength = Encoding.UTF8.GetByteCount(salt);
        _prefix = new byte[4 + domainLength + 4 + saltLength + 4];
        var at = 0;
        Append(domain, domainLength, ref at);
        Append(salt, saltLength, ref at);
    }

    public ulong Compute(ReadOnlySpan<char> key)
    {
        var most = _prefix.Length + Encoding.UTF8.GetMaxByteCount(key.Length);
        if (most <= StackLimit)
        {
            return Compute(key, stackalloc byte[StackLimit]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var hash = Compute(key, rented);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private ulong Compute(ReadOnlySpan<char> key, Span<byte> buffer)
    {
        var prefix = _prefix;
        prefix.CopyTo(buffer);
        var length = Encoding.UTF8.GetBytes(key, buffer[prefix.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[(prefix.Length - 4)..], length);
        return XxHash3.HashToUInt64(buffer[..(prefix.Length + length)]);
    }

    private void Append(string text, int length, ref int at)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_prefix.AsSpan(at), length);
        Encoding.UTF8.GetBytes(text, _prefix.AsSpan(at + 4));
        at += 4 + length;
    }
}
