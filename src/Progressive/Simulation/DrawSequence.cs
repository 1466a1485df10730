namespace Progressive.Simulation;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): 64 random bits from integer arithmetic alone, so that a seed gives the same simulation on every machine and runtime.
/// </summary>
internal struct DrawSequence(ulong seed)
{
    private const ulong Increment = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = seed;

    /// <summary>A sequence of its own for each purpose, scenario and run.</summary>
    public static DrawSequence Of(ulong seed, int scenario, int run, int purpose)
    {
        var mixed = Mix(seed + Increment);
        mixed = Mix(mixed ^ ((ulong)scenario * 0xD6E8_FEB8_6659_FD93));
        mixed = Mix(mixed ^ ((ulong)run * 0xA076_1D64_78BD_642F));
        return new DrawSequence(Mix(mixed ^ ((ulong)purpose * 0xE703_7ED1_A0B4_28DB)));
    }

    public ulong Next() => Mix(_state += Increment);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
