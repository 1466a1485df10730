using System.Text.Json;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

/// <summary>The reference vectors, computed independently in arbitrary precision.</summary>
public sealed class VectorTests
{
    private static readonly JsonElement[] Cases = Load();

    public static TheoryData<string> NamesOf(string category) =>
        [.. Cases.Where(c => c.GetProperty("category").GetString() == category).Select(c => c.GetProperty("name").GetString()!)];

    [Fact]
    public void Every_category_is_tested() => Assert.Equal(
        [
            "asymptotic_cs", "bernoulli_grid_evalue", "betting_evalue", "block_projection_evalue", "change_detection", "detection_bound", "histogram", "safe_two_proportions",
            "two_sample_rr_evalue",
        ],
        Cases.Select(c => c.GetProperty("category").GetString()!).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(NamesOf), "bernoulli_grid_evalue")]
    public void Bernoulli_grid(string name)
    {
        var vector = new Vector(name);
        var grid = new BernoulliGrid(vector.Input("p0"));
        var bad = (long)vector.Input("errors");
        vector.Check("log_e", grid.LogE(bad, (long)vector.Input("n") - bad));
        vector.Check("first_alternative", grid.FirstAlternative);
        vector.Check("last_alternative", grid.LastAlternative);
        Assert.Equal(BernoulliGrid.Alternatives, vector.Input("K"));
    }

    [Theory]
    [MemberData(nameof(NamesOf), "two_sample_rr_evalue")]
    public void Risk_ratio_grid(string name)
    {
        var vector = new Vector(name);
        var grid = new RiskRatioGrid(vector.Input("rr0") - 1);
        var likelihoods = new double[RiskRatioGrid.Alternatives];
        if (vector.Inputs.TryGetProperty("ticks", out var ticks))
        {
            foreach (var tick in ticks.EnumerateArray())
            {
                grid.Add(tick.GetProperty("canary_errors").GetInt64(), tick.GetProperty("total_errors").GetInt64(), tick.GetProperty("share").GetDouble(), likelihoods);
            }
        }
        else
        {
            grid.Add((long)vector.Input("canary_errors"), (long)vector.Input("total_errors"), vector.Input("canary_share"), likelihoods);
        }

        vector.Check("log_e", LogSpace.SumExp(likelihoods) - Math.Log(RiskRatioGrid.Alternatives));
    }

    [Theory]
    [MemberData(nameof(NamesOf), "change_detection")]
    public void Change_detection(string name)
    {
        var vector = new Vector(name);
        var weights = vector.InputList("w");
        var accumulator = new WeightedShiryaevRoberts(weights[0], AlternativePriors.Even(WeightedShiryaevRoberts.Alternatives));
        double sr = 0, cusum = 0, weighted = 0;
        foreach (var (t, e) in vector.InputList("e").Index())
        {
            vector.Check("sr", sr = ChangeStatistics.ShiryaevRoberts(sr, e), t);
            vector.Check("cusum", cusum = ChangeStatistics.Cusum(cusum, e), t);
            vector.Check("wsr", weighted = ChangeStatistics.Weighted(weighted, weights[t], e), t);

            // The accumulator starts with the first weight; every alternative gets the same e-value here.
            var likelihoods = Enumerable.Repeat(Math.Log(e), WeightedShiryaevRoberts.Alternatives).ToArray();
            var weight = t == 0 ? 0 : weights[t];
            vector.Check("wsr", Math.Exp(accumulator.LogE(weight, likelihoods, default, likelihoods)), t);
            accumulator.Commit(weight, likelihoods, default, likelihoods);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOf), "detection_bound")]
    public void Detection_bound(string name)
    {
        var vector = new Vector(name);
        if (vector.Inputs.TryGetProperty("p0", out _))
        {
            vector.Check("kl_nats", DetectionBound.Divergence(vector.Input("p1"), vector.Input("p0")));
            vector.Check("min_expected_samples", DetectionBound.Calls(vector.Input("p0"), vector.Input("p1"), vector.Input("alpha")));
        }
        else
        {
            var information = DetectionBound.RelativeInformation(vector.Input("canary"), vector.Input("stable"), vector.Input("canary_share"));
            vector.Check("information_per_canary_request", information);
            vector.Check("min_expected_canary_requests", Math.Log(1 / vector.Input("alpha")) / information);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOf), "histogram")]
    public void Histogram(string name)
    {
        var vector = new Vector(name);
        var value = vector.Input("value");
        if (vector.Inputs.TryGetProperty("alpha", out var alpha))
        {
            var buckets = GeometricBuckets.WithError(alpha.GetDouble());
            vector.Check("gamma", buckets.Gamma);
            vector.Check("index", buckets.Index(value));
            vector.Check("estimate", buckets.Estimate(buckets.Index(value)));
            return;
        }

        var scale = (int)vector.Input("scale");
        var index = ExponentialBuckets.Index(value, scale);
        vector.Check("index", index);
        vector.Check("lower", ExponentialBuckets.UpperBound(index - 1, scale));
        vector.Check("upper", ExponentialBuckets.UpperBound(index, scale));
        vector.Check("midpoint_rel_error_bound", new GeometricBuckets(ExponentialBuckets.UpperBound(0, scale)).RelativeError);
    }

    [Theory]
    [MemberData(nameof(NamesOf), "block_projection_evalue")]
    public void Block_projection(string name)
    {
        var vector = new Vector(name);
        var (candidate, stable) = (vector.Input("alt_canary"), vector.Input("alt_stable"));
        var block = new ArmCounts((long)vector.Input("n_canary"), (long)vector.Input("x_canary"), (long)vector.Input("n_stable"), (long)vector.Input("x_stable"));
        var (c, d) = (vector.Input("c"), vector.Input("d"));
        var nearest = BlockProjection.NearestStable(candidate, stable, block.CandidateCalls, block.StableCalls, c, d);
        vector.Check("null_stable", nearest);
        vector.Check("null_canary", (c * nearest) + d);
        vector.Check("log_e", BlockProjection.LogE(candidate, stable, block, c, d));
    }

    /// <summary>The safe test of two proportions is the same projection at <c>c = 1, d = 0</c>, with alternatives learnt from the blocks before.</summary>
    [Theory]
    [MemberData(nameof(NamesOf), "safe_two_proportions")]
    public void Safe_two_proportions(string name)
    {
        var vector = new Vector(name);
        var prior = vector.Input("prior");
        var (first, second) = (vector.InputList("ya"), vector.InputList("yb"));
        var (a, b, log) = (0.0, 0.0, 0.0);
        for (var n = 0; n < first.Length; n++)
        {
            var (pa, pb) = ((a + prior) / (n + (2 * prior)), (b + prior) / (n + (2 * prior)));
            log += BlockProjection.LogE(pa, pb, new ArmCounts(1, (long)first[n], 1, (long)second[n]), 1, 0);
            (a, b) = (a + first[n], b + second[n]);
        }

        vector.Check("log_e", log);
    }

    [Theory]
    [MemberData(nameof(NamesOf), "betting_evalue")]
    public void Betting(string name)
    {
        var vector = new Vector(name);
        var bets = new BettingGrid(vector.InputList("lambda_grid"));
        foreach (var x in vector.InputList("x"))
        {
            bets.Add((x / vector.Input("m0")) - 1);
        }

        for (var k = 0; k < bets.Count; k++)
        {
            vector.Check("log_sums", bets.LogSums[k], k);
        }

        vector.Check("log_e", LogSpace.SumExp(bets.LogSums) - Math.Log(bets.Count));
    }

    [Theory]
    [MemberData(nameof(NamesOf), "asymptotic_cs")]
    public void Asymptotic_confidence_sequence(string name)
    {
        var vector = new Vector(name);
        var (alpha, best) = (vector.Input("alpha"), vector.Input("n_star"));
        vector.Check("rho", NormalMixture.Scale(alpha, best));
        vector.Check("halfwidth_two_sided", NormalMixture.HalfWidth(vector.Input("standard_error"), vector.Input("n"), alpha, best));
    }

    private static JsonElement[] Load()
    {
        using var stream = typeof(VectorTests).Assembly.GetManifestResourceStream("Progressive.Tests.Statistics.vectors.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }

    private sealed class Vector(string name)
    {
        private readonly JsonElement _case = Cases.Single(c => c.GetProperty("name").GetString() == name);

        public JsonElement Inputs => _case.GetProperty("inputs");

        public double Input(string key) => Inputs.GetProperty(key).GetDouble();

        public double[] InputList(string key) => [.. Inputs.GetProperty(key).EnumerateArray().Select(e => e.GetDouble())];

        public void Check(string key, double actual, int? position = null)
        {
            var element = _case.GetProperty("expected").GetProperty(key);
            var expected = (position is { } p ? element[p] : element).GetDouble();
            var tolerance = _case.GetProperty("tolerance").GetDouble() * Math.Max(Math.Abs(expected), double.Epsilon);
            Assert.True(Math.Abs(actual - expected) <= tolerance, $"{name}: {key} is {actual:R}, expected {expected:R}");
        }
    }
}
