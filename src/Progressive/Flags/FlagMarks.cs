using System.Runtime.CompilerServices;

namespace Progressive.Flags;

/// <summary>Which variants of one flag were served since somebody last looked: all that a request leaves behind for the flag's status.</summary>
/// <remarks>
/// A byte for each variant and no bits of one word: then a plain store is enough, for no store can undo another's. It is made only where the byte is not set yet, that is once
/// between two sweeps, so that for everybody else the line stays shared, and padding would buy nothing. No lock, no clock, no allocation.
/// </remarks>
internal sealed class FlagMarks(int variants)
{
    private readonly byte[] _served = new byte[variants];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int variant)
    {
        // The answer may come from another version of the flag, with more variants than this one.
        var served = _served;
        if ((uint)variant < (uint)served.Length && served[variant] == 0)
        {
            served[variant] = 1;
        }
    }

    /// <summary>Whether a variant was served since this was last asked; for one thread at a time. What is noted meanwhile counts now or the next time.</summary>
    public bool Take(int variant)
    {
        if (Volatile.Read(ref _served[variant]) == 0)
        {
            return false;
        }

        Volatile.Write(ref _served[variant], 0);
        return true;
    }
}
