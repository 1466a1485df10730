using CsCheck;
using Progressive.Assignment;

namespace Progressive.Tests.Assignment;

/// <summary>Splits over the variants v0, v1, …, written as arrays of parts per million.</summary>
internal static class SplitSample
{
    /// <summary>Two to five weights, tiny and large ones mixed.</summary>
    public static Gen<int[]> Weights { get; } = Gen.OneOf(Gen.Int[1, 50], Gen.Int[1, 20_000], Gen.Int[1, 500_000]).Array[2, 5];

    public static Split Of(params IEnumerable<int> weights) => Named([.. weights.Select((weight, i) => (i, $"v{i}", weight))]);

    public static Split Named(params (int Index, string Name, int Weight)[] entries) =>
        new([.. entries.Select(e => (e.Index, e.Name, Share.FromPartsPerMillion(e.Weight)))]);
}
