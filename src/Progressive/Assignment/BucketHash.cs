using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
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
    // Holds a prefix and a key of ordinary length, a GUID among them. Larger would cost: the runtime clears it on every call.
    private const int ShortLimit = 128;
    private const int StackLimit = 1024;

    private readonly byte[] _prefix;
    private readonly ForeignHash? _foreign;

    public BucketHash(string domain, string salt)
    {
        var domainLength = Encoding.UTF8.GetByteCount(domain);
        var saltLength = Encoding.UTF8.GetByteCount(salt);
        _prefix = new byte[4 + domainLength + 4 + saltLength + 4];
        var at = 0;
        Append(domain, domainLength, ref at);
        Append(salt, saltLength, ref at);
    }

    /// <summary>Another product's hash, so that nobody who came from there changes places.</summary>
    public BucketHash(ForeignHash foreign)
    {
        _foreign = foreign;
        _prefix = [];
    }

    /// <summary>Whether whoever has no key is hashed as the empty key, as the product does from which the hash comes.</summary>
    public bool HashesNobody => _foreign is MicrosoftHash;

    public ulong Compute(ReadOnlySpan<char> key)
    {
        if (_foreign is not null)
        {
            return _foreign.Compute(key);
        }

        var prefix = _prefix;
        if (prefix.Length + key.Length <= ShortLimit)
        {
            Span<byte> buffer = stackalloc byte[ShortLimit];

            // In UTF-8, ASCII is itself, and most keys are ASCII.
            if (Ascii.FromUtf16(key, buffer[prefix.Length..], out var length) == OperationStatus.Done)
            {
                return Finish(buffer, length);
            }
        }

        return ComputeAny(key);
    }

    private ulong ComputeAny(ReadOnlySpan<char> key)
    {
        var most = _prefix.Length + Encoding.UTF8.GetMaxByteCount(key.Length);
        var rented = most <= StackLimit ? null : ArrayPool<byte>.Shared.Rent(most);
        var buffer = rented ?? stackalloc byte[StackLimit];
        var hash = Finish(buffer, Encoding.UTF8.GetBytes(key, buffer[_prefix.Length..]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Finish(Span<byte> buffer, int length)
    {
        var prefix = _prefix;
        prefix.CopyTo(buffer);
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
