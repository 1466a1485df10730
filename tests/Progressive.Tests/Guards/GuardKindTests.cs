using System.Text.Json;
using Progressive.Guards;
using Xunit;

namespace Progressive.Tests.Guards;

/// <summary>Every kind of guard, by seeded runs: how often a candidate at the boundary is accused, and whether one beyond it is caught.</summary>
public sealed class GuardKindTests
{
    private const double Alpha = 0.01;

    /// <summary>Kind, guard, and what a tick of a candidate at the boundary, beyond it, and well inside looks like.</summary>
    internal static readonly Dictionary<string, (string Guard, Func<GuardKinds, bool> Boundary, Func<GuardKinds, bool> Worse, Func<GuardKinds, bool> Better)> Kinds = new()
    {
        ["difference"] = ("error_rate < stable + 2pp", k => k.Rates(10, 0.07, 30, 0.05), k => k.Rates(10, 0.2, 30, 0.05), k => k.Rates(10, 0.04, 30, 0.05)),
        ["difference of frequent failures"] = ("error_rate < stable + 5pp", k => k.Rates(10, 0.45, 30, 0.4), k => k.Rates(10, 0.7, 30, 0.4), k => k.Rates(10, 0.35, 30, 0.4)),
        ["less than stable"] = ("error_rate < stable - 2pp", k => k.Rates(10, 0.08, 30, 0.1), k => k.Rates(10, 0.2, 30, 0.1), k => k.Rates(10, 0.02, 30, 0.1)),
        ["ratio"] = ("error_rate < stable", k => k.Rates(10, 0.05, 30, 0.05), k => k.Rates(10, 0.2, 30, 0.05), k => k.Rates(10, 0.05, 30, 0.05)),
        ["events"] = ("flagged rate < 1%", k => k.Events(20, 0.01, 0, 0), k => k.Events(20, 0.1, 0, 0), k => k.Events(20, 0.002, 0, 0)),
        ["events against stable"] = ("flagged rate < stable + 10%", k => k.Events(10, 0.044, 30, 0.04), k => k.Events(10, 0.15, 30, 0.04), k => k.Events(10, 0.02, 30, 0.04)),
        ["events by a difference"] = ("flagged rate < stable + 0.5pp", k => k.Events(10, 0.015, 30, 0.01), k => k.Events(10, 0.1, 30, 0.01), k => k.Events(10, 0.003, 30, 0.01)),
        ["rate that must not fall"] = ("accepted rate > 90%", k => k.Events(20, 0.9, 0, 0), k => k.Events(20, 0.7, 0, 0), k => k.Events(20, 0.97, 0, 0)),
        ["rate not below stable's"] = ("accepted rate > stable - 5%", k => k.Events(10, 0.76, 30, 0.8), k => k.Events(10, 0.5, 30, 0.8), k => k.Events(10, 0.85, 30, 0.8)),
        ["latency against stable"] = ("latency p95 < stable + 10%", k => k.Latency(10, 1.1, 30, 0.95), k => k.Latency(10, 2, 30, 0.95), k => k.Latency(10, 0.9, 30, 0.95)),
        ["latency's mixture"] = ("latency < stable", k => k.Latency(10, 1, 30, 0.5, 0.9, 0.99), k => k.Latency(10, 1.6, 30, 0.5, 0.9, 0.99), k => k.Latency(10, 1, 30, 0.5, 0.9, 0.99)),
        ["latency's mixture with a margin"] = ("latency < stable + 10%", k => k.Latency(10, 1.1, 30, 0.5, 0.9, 0.99), k => k.Latency(10, 1.7, 30, 0.5, 0.9, 0.99), k => k.Latency(20, 1, 20, 0.5, 0.9, 0.99)),
        ["quantile of a measure"] = ("tokens p90 < 3.6022", k => k.Values(20, 1.6487212707, 0, 0), k => k.Values(20, 5, 0, 0), k => k.Values(20, 0.8, 0, 0)),
        ["quantile of a measure against stable"] = ("tokens p90 < stable", k => k.Values(10, 1, 30, 1), k => k.Values(10, 3, 30, 1), k => k.Values(10, 1, 30, 1)),
        ["quantile that must not fall"] = ("similarity p50 > 0.5", k => k.Values(20, 0.5 * 1.0050125208594, 0, 0, 0.1), k => k.Values(20, 0.4, 0, 0, 0.1), k => k.Values(20, 0.6, 0, 0, 0.1)),
        ["mean"] = ("cost_usd mean < 1usd", k => k.Extremes(20, 1, 0, 0, 5), k => k.Extremes(20, 2, 0, 0, 5), k => k.Extremes(20, 0.5, 0, 0, 5)),
        ["mean of skewed values"] = ("uncapped mean < 1", k => k.Values(20, 1, 0, 0, 1.5), k => k.Values(20, 2, 0, 0, 1.5), k => k.Values(20, 1, 0, 0, 1.5)),
        ["mean that must not fall"] = ("similarity mean > 0.85", k => k.Extremes(20, 0.85, 0, 0, 1), k => k.Extremes(20, 0.6, 0, 0, 1), k => k.Extremes(20, 0.95, 0, 0, 1)),
        ["mean against stable"] = ("cost_usd mean < stable + 10%", k => k.Extremes(10, 1.1, 30, 1, 10), k => k.Extremes(10, 3, 30, 1, 10), k => k.Extremes(10, 0.5, 30, 1, 10)),
        ["mean by a difference"] = ("cost_usd mean < stable + 0.5usd", k => k.Extremes(10, 2.5, 30, 2, 10), k => k.Extremes(10, 5, 30, 2, 10), k => k.Extremes(10, 1.5, 30, 2, 10)),
        ["mean not below stable's"] = ("similarity mean > stable - 0.02", k => k.Extremes(10, 0.78, 30, 0.8, 1), k => k.Extremes(10, 0.5, 30, 0.8, 1), k => k.Extremes(10, 0.85, 30, 0.8, 1)),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    /// <summary>With an alpha of 5 %, so that seconds are enough for a count that could exceed it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_candidate_at_the_boundary_is_accused_with_at_most_alpha(string kind)
    {
        const int Runs = 200;
        const int Ticks = 120;
        const double Loose = 0.05;
        var (guard, boundary, _, _) = Kinds[kind];
        var accused = 0;
        for (var run = 0; run < Runs; run++)
        {
            var subject = new GuardKinds(guard, new SplitMix64(20250200 + (ulong)run));
            var breached = false;
            for (var tick = 0; tick < Ticks && !breached; tick++)
            {
                boundary(subject);
                breached = subject.Evaluator.LastLogE >= Math.Log(1 / Loose);
            }

            accused += breached ? 1 : 0;
        }

        Assert.InRange(accused, 0, (int)(Runs * Loose));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_candidate_beyond_it_is_caught(string kind)
    {
        var (guard, _, worse, _) = Kinds[kind];
        for (var run = 0UL; run < 5; run++)
        {
            var subject = new GuardKinds(guard, new SplitMix64(20250300 + run));
            var ticks = 0;
            while (!worse(subject))
            {
                Assert.True(++ticks < 300, $"{guard} is blind: {subject.Evaluator.Describe()}");
            }
        }
    }

    /// <summary>A candidate inside its guard comes to be called holding; one at the boundary is excluded no more often than 95 % allows.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_candidate_well_inside_earns_every_share(string kind)
    {
        var (guard, _, _, better) = Kinds[kind];
        var subject = new GuardKinds(guard, new SplitMix64(20250400));
        if (guard.StartsWith("uncapped", StringComparison.Ordinal))
        {
            better(subject);
            Assert.Contains("set Metrics:uncapped:Cap", subject.Evaluator.Earned(0.5).Obstacle, StringComparison.Ordinal);
            return;
        }

        var ticks = 0;
        while (!subject.Evaluator.Earned(1).Earned)
        {
            Assert.False(better(subject), subject.Evaluator.Describe());
            Assert.True(++ticks < 3000, $"{guard}: {subject.Evaluator.Earned(1)}");
        }

        Assert.True(ticks > 0);
        Assert.True(subject.Evaluator.Earned(0.1).Earned);
        Assert.Equal(0, subject.Evaluator.Earned(1).MissingCalls);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restart_in_between_changes_no_decision(string kind)
    {
        var (guard, boundary, worse, better) = Kinds[kind];
        var whole = new GuardKinds(guard, new SplitMix64(20250500));
        var resumed = new GuardKinds(guard, new SplitMix64(20250500));
        for (var tick = 0; tick < 120; tick++)
        {
            // The limit of a measure's quantile is found anew after a restart, so that kind goes through one before it has any.
            if (tick % 40 == 10 && guard != "tokens p90 < stable")
            {
                var json = JsonSerializer.Serialize(resumed.Evaluator.Evidence);
                Assert.InRange(json.Length, 100, 6000);
                resumed.Restart();
            }

            var next = tick < 40 ? better : tick < 80 ? boundary : worse;
            next(whole);
            next(resumed);
            Assert.Equal(whole.Evaluator.IsBreached, resumed.Evaluator.IsBreached);
            Assert.Equal(whole.Evaluator.Verdict, resumed.Evaluator.Verdict);
            // What a restart carries over has no age any more, so late values may count for more of it than before.
            Assert.Equal(whole.Evaluator.LastLogE, resumed.Evaluator.LastLogE, 0.5);
            Assert.Equal(whole.Evaluator.Earned(0.5).Earned, resumed.Evaluator.Earned(0.5).Earned);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tick_allocates_nothing(string kind)
    {
        var (guard, _, _, better) = Kinds[kind];
        var subject = new GuardKinds(guard, new SplitMix64(20250600));
        for (var i = 0; i < 20; i++)
        {
            better(subject);
        }

        double[] values = [0.5, 1, 0, 0.7, 0.2];
        var quantiles = default(QuantileTicks);
        quantiles[0] = new(10, 1, 1, 30, 3);
        var sample = new GuardSample(10, 1, 30, 3) { Quantiles = quantiles };
        Tick();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Tick();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Tick()
        {
            subject.Evaluator.Take(GuardArm.Candidate, values);
            subject.Evaluator.Take(GuardArm.Stable, values);
            subject.Evaluator.Observe(sample);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_explanation_agrees_with_the_verdict(string kind)
    {
        var (guard, _, worse, better) = Kinds[kind];
        var subject = new GuardKinds(guard, new SplitMix64(20250700));
        Assert.Equal((0, Verdict.Undecided), (subject.Evaluator.Explain().CandidateCalls, subject.Evaluator.Explain().Verdict));
        for (var i = 0; i < 30; i++)
        {
            better(subject);
        }

        var before = subject.Evaluator.Explain();
        Assert.True(before.Evidence < before.EvidenceNeeded);
        Assert.Equal(subject.Evaluator.Describe(), before.ToString());
        Assert.True(before.CandidateCalls > 0);
        if (before.Interval is { } interval)
        {
            Assert.InRange(before.Estimate!.Value, interval.Low, interval.High);
        }

        if (before is { Comparison: { } comparison, ComparisonInterval: { } between })
        {
            Assert.InRange(comparison, between.Low, between.High);
        }

        Assert.Equal(before.Guard.Bound.RelativeToStable, before.StableCalls > 0);
        for (var i = 0; i < 400; i++)
        {
            worse(subject);
        }

        var after = subject.Evaluator.Explain();
        Assert.Equal(Verdict.Breached, after.Verdict);
        Assert.True(after.Evidence >= after.EvidenceNeeded);
        Assert.Null(after.CallsToHold);
        Assert.Null(after.BadCallsToBreach);
    }
}
