namespace Progressive.Assignment;

/// <summary>The 64-bit finalizer of SplitMix64 (variant 13 of Stafford's mixers): every input bit reaches every output bit.</summary>
internal static class HashMixing
{
    public static ulong Finalize(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
