using System.Runtime.CompilerServices;

namespace Progressive.Flags;

/// <summary>Which variants of one flag were served since somebody last looked: all that a request leaves behind for the flag's status.</summary>
/// <remarks>
/// A byte for each variant and no bits of one word: then a plain store is enough, for no store can undo another's. It is made only where the byte is not set yet, that is once
/// between two sweeps, so that for everybody else the line stays shared, and padding would buy nothing. No lock, no clock, no allocation. Nearly every flag has at most eight
/// variants, whose bytes stand in here.
/// </remarks>
internal sealed class FlagMarks(int variants)
{
    private readonly byte[]? _many = variants > Few.Length ? new byte[variants] : null;
    private readonly byte _count = (byte)Math.Min(variants, Few.Length);
    private Few _few;

    /// <summary>What sweeps know of the flag's use; null before the first. Owned by <see cref="UsageLedger"/>.</summary>
    public FlagUsage? Usage { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int variant)
    {
        // The answer may come from another version of the flag, with more variants than this one.
        if (_many is not null)
        {
            NoteMany(_many, variant);
        }
        else if ((uint)variant < _count && _few[variant] == 0)
        {
            _few[variant] = 1;
        }
    }

    /// <summary>Whether a variant was served since this was last asked; for one thread at a time. What is noted meanwhile counts now or the next time.</summary>
    public bool Take(int variant)
    {
        ref var mark = ref _many is not null ? ref _many[variant] : ref _few[variant];
        if (Volatile.Read(ref mark) == 0)
        {
            return false;
        }

        Volatile.Write(ref mark, 0);
        return true;
    }

    private static void NoteMany(byte[] served, int variant)
    {
        if ((uint)variant < (uint)served.Length && served[variant] == 0)
        {
            served[variant] = 1;
        }
    }

    [InlineArray(Length)]
    private struct Few
    {
        public const int Length = 8;

        private byte _first;
    }
}
