using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

/// <summary>What a key gets in one flag says nothing about what it gets in another, or in another decision of the same flag.</summary>
public sealed class IndependenceTests
{
    [Theory]
    [InlineData("checkout", "search")]
    [InlineData("a", "b")]
    [InlineData("flag-1", "flag-2")]
    [InlineData("checkout", "checkout2")]
    public void Rollouts_of_two_flags(string one, string other)
    {
        AssertIndependent(Rollout(one, 500_000), Rollout(other, 500_000));
        AssertIndependent(Rollout(one, 100_000), Rollout(other, 100_000));
    }

    [Fact]
    public void Splits_of_two_flags() => AssertIndependent(Split("checkout"), Split("search"));

    [Fact]
    public void Rollout_and_split_of_one_flag()
    {
        AssertIndependent(Rollout("checkout", 500_000), Split("checkout"));
        AssertIndependent(Rollout("checkout", 10_000), Split("checkout"));
    }

    [Theory]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("", "x", "x", "")]
    [InlineData("a", "bc\0", "a\0", "bc")]
    public void Salt_and_key_do_not_run_into_each_other(string salt, string key, string otherSalt, string otherKey) =>
        Assert.NotEqual(new BucketHash("rollout", salt).Compute(key), new BucketHash("rollout", otherSalt).Compute(otherKey));

    [Fact]
    public void Keys_are_compared_as_they_are_written()
    {
        var hash = new BucketHash("rollout", "checkout");
        string[] keys = ["user-1", "User-1", "USER-1", " user-1", "user-1 ", "Zo\u00eb", "Zoe\u0308", "zo\u00eb"];
        Assert.Equal(keys.Length, keys.Select(k => hash.Compute(k)).Distinct().Count());
    }

    // The phi coefficient of n independent pairs has standard deviation 1 / sqrt(n).
    private static void AssertIndependent(bool[] one, bool[] other)
    {
        double n = one.Length, a = one.Count(x => x), b = other.Count(x => x), both = one.Zip(other).Count(p => p.First && p.Second);
        var phi = ((n * both) - (a * b)) / Math.Sqrt(a * b * (n - a) * (n - b));
        Assert.InRange(phi, -5 / Math.Sqrt(n), 5 / Math.Sqrt(n));
    }

    private static bool[] Rollout(string salt, int partsPerMillion) => [.. KeyHashes.Of("rollout", salt).Select(hash => Bucket.Of(hash) < partsPerMillion)];

    private static bool[] Split(string salt)
    {
        var split = SplitSample.Of(600_000, 400_000);
        return [.. KeyHashes.Of("split", salt).Select(hash => split.Choose(hash) == 1)];
    }
}
