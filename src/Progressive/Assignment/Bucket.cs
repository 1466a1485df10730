namespace Progressive.Assignment;

/// <summary>Maps a 64-bit hash to a bucket of the unit interval in parts per million.</summary>
internal static class Bucket
{
    /// <summary>
    /// floor(hash / 2^64 * 1,000,000), exact in integers. A key is inside a rollout of share s when its bucket is below s: raising s moves
    /// nobody back, and lowering it lets out last who came in last.
    /// </summary>
    public static int Of(ulong hash) => (int)Math.BigMul(hash, Share.Whole, out _);
}
