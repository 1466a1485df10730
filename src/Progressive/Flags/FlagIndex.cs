using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Progressive.Flags;

/// <summary>Where each flag of one set of definitions stands; a weight change keeps it, a reload makes another.</summary>
/// <remarks>
/// A table of our own, because nearly every caller writes a key as it was defined: it is compared as it stands first and ignoring case only when
/// that fails. A FrozenDictionary ignoring case costs two and a half times an ordinal one; this costs about as much as the ordinal one, and
/// builds ten thousand keys in a fraction of the time. Keys come from definitions, never from requests, so nobody can choose them to collide.
/// </remarks>
internal sealed class FlagIndex
{
    private readonly string[] _keys;

    // A key's hash above, its position plus one below; zero is free. At most half full, probed linearly.
    private readonly ulong[] _slots;

    public FlagIndex(string[] keys)
    {
        _keys = keys;
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, keys.Length) * 2)];
        for (var position = 0; position < keys.Length; position++)
        {
            if (TryGetPosition(keys[position], out _))
            {
                throw new ArgumentException($"Two flags have the key '{keys[position]}'.", nameof(keys));
            }

            var hash = Hash(keys[position]);
            var at = hash;
            while (_slots[at & (uint)(_slots.Length - 1)] != 0)
            {
                at++;
            }

            _slots[at & (uint)(_slots.Length - 1)] = ((ulong)hash << 32) | (uint)(position + 1);
        }
    }

    public int Count => _keys.Length;

    public bool TryGetPosition(string key, out int position)
    {
        var slots = _slots;
        var hash = Hash(key);
        for (var at = hash; ; at++)
        {
            var slot = slots[at & (uint)(slots.Length - 1)];
            position = (int)(uint)slot - 1;
            if (slot == 0)
            {
                return false;
            }

            if ((uint)(slot >> 32) == hash && IsSame(_keys[position], key))
            {
                return true;
            }
        }
    }

    private static bool IsSame(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal) || string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // Sixteen bytes at a time, multiplied to 128 bits and folded. The bit that tells an ASCII letter's case apart is set throughout; that this
    // makes some other characters alike too costs a comparison, never a wrong answer.
    private static uint Hash(string key)
    {
        const ulong Case = 0x0020_0020_0020_0020;
        ref var bytes = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key.AsSpan()));
        var length = key.Length * sizeof(char);
        var hash = (ulong)length * 0x9E37_79B9_7F4A_7C15;
        if (length >= 16)
        {
            // The last sixteen bytes do not wait for those before them.
            var last = Fold(hash ^ Read(ref bytes, length - 16), Read(ref bytes, length - 8));
            for (var at = 0; at < length - 16; at += 16)
            {
                hash = Fold(hash ^ Read(ref bytes, at), Read(ref bytes, at + 8));
            }

            hash += last;
        }
        else if (length >= 8)
        {
            hash = Fold(hash ^ Read(ref bytes, 0), Read(ref bytes, length - 8));
        }
        else
        {
            foreach (var c in key)
            {
                hash = Fold(hash ^ ((uint)c | 0x20), 0);
            }
        }

        return (uint)(hash ^ (hash >> 32));

        static ulong Read(ref byte bytes, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, at)) | Case;

        static ulong Fold(ulong one, ulong other)
        {
            var high = Math.BigMul(one, other ^ 0xE703_7ED1_A0B4_28DB, out var low);
            return high ^ low;
        }
    }
}
