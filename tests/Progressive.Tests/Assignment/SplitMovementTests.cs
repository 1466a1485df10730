using CsCheck;
using Xunit;

namespace Progressive.Tests.Assignment;

/// <summary>Who moves when a split changes.</summary>
public sealed class SplitMovementTests
{
    private static readonly Gen<ulong[]> s_hashes = Gen.ULong.Array[200];

    [Fact]
    public void A_key_moves_only_towards_a_variant_whose_relative_weight_has_grown() =>
        Gen.Select(SplitSample.Weights, SplitSample.Weights, s_hashes).Sample((before, after, hashes) =>
        {
            var n = Math.Min(before.Length, after.Length);
            var (old, @new) = (SplitSample.Of(before[..n]), SplitSample.Of(after[..n]));
            Assert.All(hashes, hash =>
            {
                var (x, y) = (old.Choose(hash), @new.Choose(hash));
                Assert.True(x == y || (long)after[y] * before[x] > (long)before[y] * after[x], $"{x} to {y}");
            });
        });

    [Fact]
    public void Bystanders_exchange_nobody() =>
        Gen.Select(SplitSample.Weights, Gen.Int[0, 4], Gen.Int[0, 900_000], s_hashes).Sample((before, at, weight, hashes) =>
        {
            var changed = at % before.Length;
            var after = (int[])before.Clone();
            after[changed] = weight;
            var (old, @new) = (SplitSample.Of(before), SplitSample.Of(after));
            Assert.All(hashes, hash =>
            {
                var (x, y) = (old.Choose(hash), @new.Choose(hash));
                Assert.True(x == y || x == changed || y == changed);
                Assert.True(weight > before[changed] || y == x || x == changed, "a variant that shrinks gives, and takes nobody");
                Assert.True(weight < before[changed] || y == x || y == changed, "a variant that grows takes, and gives nobody");
            });
        });

    [Fact]
    public void Removing_a_variant_moves_its_own_keys_only() =>
        Gen.Select(SplitSample.Weights.Where(w => w.Length > 2), Gen.Int[0, 4], s_hashes).Sample((weights, at, hashes) =>
        {
            var removed = at % weights.Length;
            var whole = SplitSample.Of(weights);
            var rest = SplitSample.Named([.. weights.Select((weight, i) => (i, $"v{i}", weight)).Where(e => e.i != removed)]);
            Assert.All(hashes, hash =>
            {
                var before = whole.Choose(hash);
                Assert.True(before == removed || rest.Choose(hash) == before);
            });
        });

    [Fact]
    public void The_order_of_declaration_does_not_matter() =>
        Gen.Select(SplitSample.Weights, Gen.Int[0, 1000], s_hashes).Sample((weights, seed, hashes) =>
        {
            var declared = weights.Select((weight, i) => (i, $"v{i}", weight)).ToArray();
            var shuffled = declared.OrderBy(e => Progressive.Assignment.HashMixing.Finalize((ulong)(seed + (e.i * 7919)))).ToArray();
            var (one, other) = (SplitSample.Named(declared), SplitSample.Named(shuffled));
            Assert.All(hashes, hash => Assert.Equal(one.Choose(hash), other.Choose(hash)));
        });

    [Fact]
    public void The_case_of_a_variant_name_does_not_matter()
    {
        var (lower, upper) = (SplitSample.Named((0, "blue", 1), (1, "red", 1)), SplitSample.Named((0, "BLUE", 1), (1, "Red", 1)));
        Assert.All(KeyHashes.Of("split", "checkout").Take(1000), hash => Assert.Equal(lower.Choose(hash), upper.Choose(hash)));
    }

    [Fact]
    public void Only_the_ratio_of_weights_matters() =>
        Gen.Select(Gen.Int[1, 1000].Array[2, 5], Gen.Int[2, 200], s_hashes).Sample((weights, factor, hashes) =>
        {
            var (one, other) = (SplitSample.Of(weights), SplitSample.Of(weights.Select(w => w * factor)));
            Assert.All(hashes, hash => Assert.Equal(one.Choose(hash), other.Choose(hash)));
        });

    [Fact]
    public void A_variant_without_weight_takes_nobody() =>
        Gen.Select(SplitSample.Weights, s_hashes).Sample((weights, hashes) =>
        {
            var split = SplitSample.Of([0, .. weights]);
            Assert.All(hashes, hash => Assert.NotEqual(0, split.Choose(hash)));
        });

    /// <summary>
    /// The share that keeps its variant is the probability Jaccard index, the sum over i of 1 / sum over j of max(p_j / p_i, q_j / q_i), with
    /// nothing left to chance but the keys; so the share that moves is at most 2d / (1 + d) for total variation distance d.
    /// </summary>
    [Theory]
    [InlineData(new[] { 34, 33, 33 }, new[] { 40, 30, 30 })]
    [InlineData(new[] { 50, 50 }, new[] { 60, 40 })]
    [InlineData(new[] { 90, 5, 5 }, new[] { 5, 90, 5 })]
    [InlineData(new[] { 10, 20, 30, 40 }, new[] { 40, 30, 20, 10 })]
    [InlineData(new[] { 99, 1 }, new[] { 1, 99 })]
    public void As_many_move_as_the_theory_says(int[] before, int[] after)
    {
        var (old, @new) = (SplitSample.Of(before), SplitSample.Of(after));
        var stay = Enumerable.Range(0, before.Length)
            .Sum(i => 1 / Enumerable.Range(0, before.Length).Sum(j => Math.Max(before[j] / (double)before[i], after[j] / (double)after[i])));
        var hashes = KeyHashes.Of("split", "checkout");
        KeyHashes.AssertWithinFiveSigma(hashes.Count(hash => old.Choose(hash) != @new.Choose(hash)), hashes.Length, 1 - stay);

        var distance = before.Zip(after, (p, q) => Math.Abs(p - q)).Sum() / 200.0;
        Assert.InRange(1 - stay, distance - 1e-12, (2 * distance / (1 + distance)) + 1e-12);
    }
}
