using System.Buffers.Binary;
using System.Collections.Frozen;
using System.IO.Hashing;
using System.Text;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// What a flag costs without being one: a frozen lookup by name, and a hash of the same bytes the specification hashes. No reasons, no
/// availability, no telemetry. It is a physical limit, not a product.
/// </summary>
internal sealed class Floor
{
    private readonly FrozenDictionary<string, byte[]> _prefixes;

    public Floor(IEnumerable<string> names, StringComparer comparer)
    {
        var all = names.ToArray();
        On = all.ToFrozenDictionary(name => name, _ => true, comparer);
        _prefixes = all.ToFrozenDictionary(name => name, Prefix, comparer);
    }

    public FrozenDictionary<string, bool> On { get; }

    public bool IsOn(string name) => On.TryGetValue(name, out var on) && on;

    public bool Half(string name, string key)
    {
        if (!_prefixes.TryGetValue(name, out var prefix))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[256];
        prefix.CopyTo(bytes);
        var length = Encoding.UTF8.GetBytes(key, bytes[prefix.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(prefix.Length - 4)..], length);
        return XxHash3.HashToUInt64(bytes[..(prefix.Length + length)]) < 1UL << 63;
    }

    private static byte[] Prefix(string name)
    {
        var salt = Encoding.UTF8.GetBytes(name.ToLowerInvariant());
        var prefix = new byte[4 + 5 + 4 + salt.Length + 4];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, 5);
        "split"u8.CopyTo(prefix.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(9), salt.Length);
        salt.CopyTo(prefix, 13);
        return prefix;
    }
}
