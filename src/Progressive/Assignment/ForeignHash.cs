using System.Buffers;
using System.Text;

namespace Progressive.Assignment;

/// <summary>
/// The hash of another product, carried over to 64 bits in such a way that comparing it with our thresholds gives what comparing theirs with
/// theirs gives. docs/specs/foreign-bucketing.md is the contract.
/// </summary>
internal abstract class ForeignHash
{
    private const int StackLimit = 512;

    private protected ForeignHash(string salt)
    {
        Salt = salt;
        SaltBytes = Encoding.UTF8.GetBytes(salt);
    }

    public string Salt { get; }

    protected byte[] SaltBytes { get; }

    /// <returns>Null for our own bucketing, which is <see cref="BucketHash"/>.</returns>
    public static ForeignHash? Of(Bucketing bucketing, string salt) => bucketing switch
    {
        Bucketing.Microsoft => new MicrosoftHash(salt),
        Bucketing.FlagdV2 => new FlagdHash(salt),
        _ => null,
    };

    public ulong Compute(ReadOnlySpan<char> key)
    {
        var most = SaltBytes.Length + 1 + Encoding.UTF8.GetMaxByteCount(key.Length);
        var rented = most <= StackLimit ? null : ArrayPool<byte>.Shared.Rent(most);
        var buffer = rented ?? stackalloc byte[StackLimit];
        var hash = Compute(buffer, key);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <param name="buffer">Has room for the salt, the key in UTF-8 and one byte between them.</param>
    /// <param name="key">The sticking key.</param>
    protected abstract ulong Compute(Span<byte> buffer, ReadOnlySpan<char> key);
}
