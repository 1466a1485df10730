namespace Progressive.Metrics;

/// <summary>
/// Tells the first bad outcome of a key in a tick from its repetitions. One person who reloads a broken page is one person: counted raw, bursts
/// of five take a healthy candidate back in half of the cases.
/// </summary>
/// <remarks>
/// A place for each of 256 hashes, overwritten by whoever comes next: two keys that share a place can make a repetition look new, which counts it,
/// as all were counted without the filter. No lock; ticks are told apart by what is stored, so that nothing has to be cleared.
/// </remarks>
internal sealed class BurstFilter
{
    private const int Places = 256;

    private readonly ulong[] _last = new ulong[Places];
    private ulong _first;
    private volatile bool _several;

    /// <summary>Whether bad outcomes came from at least two keys, or from calls without one.</summary>
    public bool HasSeveral => _several;

    /// <summary>A bad outcome of a call that has no key: a case of its own.</summary>
    public void Keyless() => _several = true;

    /// <param name="key">The key's hash; not 0.</param>
    /// <param name="tick">The number of the tick.</param>
    public bool IsFirst(ulong key, long tick)
    {
        if (!_several)
        {
            var first = Interlocked.CompareExchange(ref _first, key, 0);
            _several = first != 0 && first != key;
        }

        // The high bits choose the place, and all of them with the tick's number are what is compared.
        var seen = (key ^ ((ulong)tick * 0x9E3779B97F4A7C15)) | 1;
        return Interlocked.Exchange(ref _last[key >> 56], seen) != seen;
    }
}
