using System.IO.Hashing;
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
    private readonly int[] _variants;
    private readonly ulong[] _nameHashes;
    private readonly uint[] _weights;

    /// <param name="hash">The key's hash, in the domain <c>split</c>.</param>
    /// <param name="entries">Variant index, variant name and weight in parts per million; weights of zero take nothing.</param>
    public Split(BucketHash hash, IReadOnlyList<(int Variant, string Name, Share Weight)> entries)
    {
        Hash = hash;
        var used = entries.Where(e => e.Weight > Share.None).ToArray();
        _variants = [.. used.Select(e => e.Variant)];
        _nameHashes = [.. used.Select(e => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(e.Name.ToLowerInvariant())))];
        _weights = [.. used.Select(e => (uint)e.Weight.PartsPerMillion)];
    }

    /// <summary>Every variant has the weight zero: nothing to assign.</summary>
    public bool IsEmpty => _variants.Length == 0;

    public BucketHash Hash { get; }

    public int Choose(ulong hash)
    {
        var names = _nameHashes;
        var best = 0;
        ulong bestTime = 0;
        uint bestWeight = 0;
        ulong bestName = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var time = NegativeLog.Of(HashMixing.Finalize(hash ^ names[i]));
            var weight = _weights[i];

            // time / weight < bestTime / bestWeight. Times are below 2^39 and weights below 2^20: no product overflows.
            var mine = time * bestWeight;
            var theirs = bestTime * weight;
            if (i == 0 || mine < theirs || (mine == theirs && names[i] < bestName))
            {
                (best, bestTime, bestWeight, bestName) = (i, time, weight, names[i]);
            }
        }

        return _variants[best];
    }
}
