using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Progressive.Assignment;

/// <summary>
/// Assigns a key to one of n weighted variants by weighted rendezvous: each variant draws an exponential arrival time with its weight as rate,
/// and the first to arrive takes the key (Efraimidis and Spirakis, 2006).
/// </summary>
/// <remarks>
/// A variant's draw depends on the key and the variant's own name only. So a key moves from x to y only if y's weight relative to x's has grown,
/// a variant that leaves gives up its own keys and nobody else's, and the order of declaration does not matter.
/// One XxHash3 for the key, then a 64-bit finalizer per variant; arrival times are compared by cross-multiplication, without division.
/// </remarks>
internal sealed class Split
{
    private readonly Entry[] _entries;
    private readonly bool _evenly;

    /// <param name="entries">Variant index, variant name and weight in parts per million; weights of zero take nothing.</param>
    public Split(IReadOnlyList<(int Variant, string Name, Share Weight)> entries)
    {
        // In the order of their name hashes, so that the first in the array wins a tie, whoever was declared first.
        _entries =
        [
            .. entries
                .Where(e => e.Weight > Share.None)
                .Select(e => new Entry(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(e.Name.ToLowerInvariant())), (uint)e.Weight.PartsPerMillion, e.Variant))
                .OrderBy(e => e.NameHash),
        ];
        _evenly = _entries.All(e => e.Weight == _entries[0].Weight);
    }

    /// <summary>Every variant has the weight zero: nothing to assign.</summary>
    public bool IsEmpty => _entries.Length == 0;

    public int Choose(ulong hash) => _evenly ? ChooseEvenly(hash) : ChooseByWeight(hash);

    // With equal weights the earliest arrival is the largest draw: the logarithm never rises with the draw, and of equal times the larger draw wins.
    private int ChooseEvenly(ulong hash)
    {
        var entries = _entries;
        var variant = entries[0].Variant;
        var draw = entries[0].Draw(hash);
        for (var i = 1; i < entries.Length; i++)
        {
            ref readonly var other = ref entries[i];
            var otherDraw = other.Draw(hash);

            // Whose is the larger is a coin toss that no branch predictor learns: a mask instead of a branch.
            var larger = 0UL - Unsafe.BitCast<bool, byte>(otherDraw > draw);
            draw ^= (draw ^ otherDraw) & larger;
            variant ^= (variant ^ other.Variant) & (int)larger;
        }

        return variant;
    }

    private int ChooseByWeight(ulong hash)
    {
        var entries = _entries;
        ref readonly var first = ref entries[0];
        var firstDraw = first.Draw(hash);
        var firstTime = NegativeLog.Of(firstDraw);
        for (var i = 1; i < entries.Length; i++)
        {
            ref readonly var other = ref entries[i];
            var draw = other.Draw(hash);
            var time = NegativeLog.Of(draw);

            // time / other.Weight against firstTime / first.Weight. Times are below 2^39 and weights below 2^20: no product overflows.
            var mine = time * first.Weight;
            var theirs = firstTime * other.Weight;
            if (mine < theirs || (mine == theirs && draw > firstDraw))
            {
                first = ref other;
                (firstDraw, firstTime) = (draw, time);
            }
        }

        return first.Variant;
    }

    private readonly record struct Entry(ulong NameHash, uint Weight, int Variant)
    {
        public ulong Draw(ulong hash) => HashMixing.Finalize(hash ^ NameHash);
    }
}
