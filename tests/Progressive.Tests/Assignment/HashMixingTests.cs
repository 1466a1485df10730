using System.Numerics;
using CsCheck;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

public sealed class HashMixingTests
{
    /// <summary>What SplitMix64 gives from seed 0: the state grows by the golden gamma, and each number is the finalizer of it.</summary>
    [Theory]
    [InlineData(1, 0xE220_A839_7B1D_CDAF)]
    [InlineData(2, 0x6E78_9E6A_A1B9_65F4)]
    [InlineData(3, 0x06C4_5D18_8009_454F)]
    public void It_is_the_finalizer_of_SplitMix64(ulong n, ulong expected) =>
        Assert.Equal(expected, HashMixing.Finalize(unchecked(n * 0x9E37_79B9_7F4A_7C15)));

    [Fact]
    public void One_bit_of_input_changes_half_of_the_output()
    {
        var changed = 0L;
        const int each = 2_000;
        Gen.ULong.Array[each].Sample(
            inputs =>
            {
                foreach (var input in inputs)
                {
                    for (var bit = 0; bit < 64; bit++)
                    {
                        changed += BitOperations.PopCount(HashMixing.Finalize(input) ^ HashMixing.Finalize(input ^ (1UL << bit)));
                    }
                }
            },
            iter: 1,
            threads: 1);
        Assert.InRange(changed / (double)(each * 64), 31.8, 32.2);
    }
}
