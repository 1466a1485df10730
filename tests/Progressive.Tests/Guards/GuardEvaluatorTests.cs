using System.Text.Json;
using CsCheck;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Guards;

public sealed class GuardEvaluatorTests
{
    private const double Alpha = GuardEvaluator.DefaultAlpha;
    private const long Horizon = 3600;

    [Theory]
    [InlineData("error_rate < 1%")]
    [InlineData("rejection_rate rate <= 5% (warn)")]
    [InlineData("error_rate < stable")]
    [InlineData("error_rate < stable + 10%")]
    [InlineData("rejection_rate <= stable - 5%")]
    [InlineData("latency p99 < 250ms")]
    [InlineData("error_rate < stable + 2pp")]
    [InlineData("latency p95 < stable + 10%")]
    [InlineData("latency < stable - 5%")]
    [InlineData("latency p50 <= stable + 20ms")]
    [InlineData("safety_flags rate < 0.1%")]
    [InlineData("truncated rate < stable + 0.5pp")]
    [InlineData("accepted rate > 90%")]
    [InlineData("accepted rate > stable - 5%")]
    [InlineData("cost_usd mean < 1usd")]
    [InlineData("cost_usd p95 < 0.05usd")]
    [InlineData("time_to_first_token p95 < stable + 20%")]
    [InlineData("similarity p50 > 0.8")]
    public void Supported_guards(string text)
    {
        Assert.True(GuardEvaluator.IsSupported(Guard.Parse(text), out var why), why);
        Assert.Null(why);
    }

    [Theory]
    [InlineData("error_rate > 1%", "for too few errors; write < or <=")]
    [InlineData("rejection_rate >= stable", "for too few rejections; write < or <=")]
    [InlineData("latency p50 > 1ms", "for being quick; write < or <=")]
    [InlineData("latency < 250ms", "write 'latency p99 < 250ms'")]
    [InlineData("latency mean <= stable", "write 'latency p50'")]
    [InlineData("latency p95 < 0ms", "at least 1us")]
    [InlineData("mismatch_rate < 1%", "remove the guard")]
    [InlineData("shadow_cost mean < 1", "remove the guard")]
    [InlineData("cost_usd mean < stable + 5%", "set Metrics:cost_usd:Cap")]
    [InlineData("similarity mean > 0.85", "set Metrics:similarity:Cap")]
    [InlineData("cost_usd mean < 0usd", "write a bound above 0")]
    [InlineData("similarity p50 > 0", "write a bound above 0")]
    public void Other_guards_are_refused_with_the_fix(string text, string fix)
    {
        var guard = Guard.Parse(text);
        Assert.False(GuardEvaluator.IsSupported(guard, out var why));
        Assert.StartsWith($"PRG0107: Guard '{text}' cannot be evaluated: ", why, StringComparison.Ordinal);
        Assert.Contains(fix, why, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new GuardEvaluator(guard, Alpha, Horizon));
    }

    [Fact]
    public void Two_bad_calls_are_never_a_breach()
    {
        var evaluator = New("error_rate < 0.001%");
        Assert.False(evaluator.Observe(new(2, 2)));
        Assert.True(evaluator.LastLogE > Math.Log(1 / Alpha));
        Assert.True(evaluator.ObservePartial(new(1, 1)));
    }

    [Fact]
    public void A_breach_stays() => Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50]).Array[0, 20].Sample(later =>
    {
        var evaluator = New("error_rate < 1%");
        Assert.True(evaluator.Observe(new(10, 10)));
        foreach (var (good, bad) in later)
        {
            Assert.True(evaluator.Observe(new(good + bad, bad)));
            Assert.Equal(Verdict.Breached, evaluator.Verdict);
        }
    });

    [Fact]
    public void Looking_into_the_tick_shows_what_its_end_will_show() => Gen.Select(Gen.Int[1, 200], Gen.Int[0, 10]).Array[1, 20].Sample(ticks =>
    {
        var evaluator = New("error_rate < 1%");
        foreach (var (good, bad) in ticks)
        {
            var sample = new GuardSample(good + bad, bad);
            var partial = evaluator.LogE(sample);
            evaluator.Observe(sample);
            Assert.Equal(partial, evaluator.LastLogE, 1e-9);
        }
    });

    [Fact]
    public void Evidence_rises_with_bad_calls() => Gen.Select(Gen.Int[0, 300], Gen.Int[0, 20], Gen.Int[0, 300]).Sample((good, bad, running) =>
    {
        var evaluator = New("error_rate < 1%");
        evaluator.Observe(new(100, 1));
        var sample = new GuardSample(good + bad + 1, bad) { CandidateInFlight = running };
        Assert.True(evaluator.LogE(sample with { CandidateBad = bad + 1 }) > evaluator.LogE(sample));
        Assert.True(evaluator.LogE(sample with { CandidateInFlight = running + 1 }) < evaluator.LogE(sample));
    });

    [Fact]
    public void Ticks_without_candidate_calls_cost_nothing()
    {
        var busy = New("error_rate < 1%");
        var idle = New("error_rate < 1%");
        for (var t = 0; t < 100; t++)
        {
            var sample = new GuardSample(5, t % 40 == 0 ? 1 : 0);
            busy.Observe(sample);
            idle.Observe(sample);
            for (var i = 0; i < 37; i++)
            {
                idle.Observe(new(0, 0, 500, 3));
            }
        }

        Assert.Equal(busy.LastLogE, idle.LastLogE, 1e-9);
        Assert.Equal(100, idle.Evidence.Ticks);
    }

    [Fact]
    public void Quick_failures_of_a_candidate_with_slow_successes_are_no_breach()
    {
        // 500 calls begin, of which 4 (0.8 %) fail at once; the others take their time.
        var evaluator = New("error_rate < 1%");
        Assert.False(evaluator.ObservePartial(new(4, 4) { CandidateInFlight = 496 }));
        Assert.False(evaluator.Observe(new(4, 4) { CandidateInFlight = 496 }));
        Assert.False(evaluator.Observe(new(496, 0)));
    }

    [Fact]
    public void Slow_failures_after_the_traffic_stopped_are_no_breach()
    {
        // 1000 calls a tick, 0.5 % fail after 10 ticks; then traffic stops and ten ticks of nothing but failures follow.
        var evaluator = New("error_rate < 1%");
        var late = default(LateCounts);
        late[LateCounts.ClassOf(11)] = 5;
        for (var t = 0; t < 200; t++)
        {
            evaluator.Observe(new(1000, 5) { CandidateLate = late, CandidateInFlight = 50 });
        }

        for (var t = 0; t < 10; t++)
        {
            Assert.False(evaluator.Observe(new(5, 5) { CandidateLate = late, CandidateInFlight = 45 - (5 * t) }));
        }
    }

    [Fact]
    public void A_guard_against_stable_shrugs_off_an_outage_of_both()
    {
        var evaluator = New("error_rate < stable + 10%");
        for (var t = 0; t < 500; t++)
        {
            Assert.False(evaluator.Observe(t < 250 ? new(10, 0, 90, 0) : new(10, 5, 90, 45)));
        }
    }

    [Fact]
    public void A_guard_against_stable_is_judged_when_the_tick_ends()
    {
        var evaluator = New("error_rate < stable");
        var sample = new GuardSample(10, 8, 990, 2);
        Assert.False(evaluator.ObservePartial(sample));
        Assert.True(evaluator.Observe(sample));
    }

    [Fact]
    public void A_restart_continues_and_renews_nothing() => Gen.Select(Gen.Int[0, 100], Gen.Int[0, 2]).Array[2, 60].Sample(ticks =>
    {
        var whole = New("error_rate < 1%");
        var resumed = New("error_rate < 1%");
        foreach (var (t, (good, bad)) in ticks.Index())
        {
            if (t == ticks.Length / 2)
            {
                var json = JsonSerializer.Serialize(resumed.Evidence);
                resumed = new GuardEvaluator(resumed.Guard, Alpha, Horizon, JsonSerializer.Deserialize<GuardEvidence>(json));
            }

            whole.Observe(new(good + bad, bad));
            resumed.Observe(new(good + bad, bad));
            Assert.Equal(whole.Verdict, resumed.Verdict);
            Assert.Equal(whole.LastLogE, resumed.LastLogE, 1e-6);
        }

        Assert.Equal(whole.Evidence.Ticks, resumed.Evidence.Ticks);
        Assert.Equal(whole.CandidateCalls, resumed.CandidateCalls);
    });

    [Fact]
    public void Evidence_for_another_guard_is_not_used()
    {
        var breached = New("error_rate < 1%");
        breached.Observe(new(10, 10));
        Assert.Equal(Verdict.Breached, new GuardEvaluator(breached.Guard, Alpha, Horizon, breached.Evidence).Verdict);
        Assert.Equal(Verdict.Undecided, new GuardEvaluator(Guard.Parse("error_rate < 2%"), Alpha, Horizon, breached.Evidence).Verdict);
    }

    /// <summary>Written before guards against stable kept evidence for their steps.</summary>
    [Theory]
    [InlineData("error_rate < 1%", 950, 2, 0, 0)]
    [InlineData("error_rate < stable + 10%", 950, 9, 8500, 80)]
    public void Evidence_of_the_first_format_is_read(string guard, int calls, int bad, int stableCalls, int stableBad)
    {
        var terms = string.Join(',', Enumerable.Repeat("-3.5", 15));
        var json = $$"""
            {"Guard":"{{guard}}","LogAccumulators":[{{terms}},3.9],"Ticks":812,"CandidateCalls":{{calls}},"CandidateBad":{{bad}},"StableCalls":{{stableCalls}},"StableBad":{{stableBad}},"PeakLogE":3.95,"Breached":false}
            """;
        var evaluator = new GuardEvaluator(Guard.Parse(guard), Alpha, Horizon, JsonSerializer.Deserialize<GuardEvidence>(json));
        Assert.Equal((calls, bad, stableCalls), (evaluator.CandidateCalls, evaluator.CandidateBad, evaluator.StableCalls));
        Assert.Equal(Math.Log((15 * Math.Exp(-3.5)) + Math.Exp(3.9)), evaluator.LastLogE, 1e-9);
        Assert.Equal(812, evaluator.Evidence.Ticks);
        Assert.True(evaluator.Observe(new(5, 5, 5, 0)));
        Assert.True(new GuardEvaluator(Guard.Parse(guard), Alpha, Horizon, evaluator.Evidence).IsBreached);
    }

    [Fact]
    public void A_guard_against_stable_without_stable_holds_and_says_so()
    {
        foreach (var guard in new[] { "error_rate < stable", "error_rate < stable + 1pp", "latency p95 < stable" })
        {
            var evaluator = New(guard);
            for (var tick = 0; tick < 500; tick++)
            {
                evaluator.Observe(new(10, 0));
            }

            Assert.False(evaluator.Earned(0.5).Earned);
            Assert.Contains("no randomised calls of stable to compare with", evaluator.Earned(0.5).Obstacle, StringComparison.Ordinal);
            Assert.Equal(Verdict.Undecided, evaluator.Verdict);
        }

        var lost = New("error_rate < stable");
        lost.Observe(new(10, 0, 90, 0));
        Assert.Null(lost.Explain().Obstacle);
        for (var tick = 0; tick < 20; tick++)
        {
            lost.Observe(new(10, 0));
        }

        Assert.Contains("no randomised calls of stable", lost.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_arms_that_never_fail_earn_their_steps_at_a_negligible_rate()
    {
        var evaluator = New("error_rate < stable");
        Assert.False(evaluator.Earned(0.1).Earned);
        for (var tick = 0; tick < 60 && !evaluator.Earned(0.1).Earned; tick++)
        {
            evaluator.Observe(new(10, 0, 90, 0));
        }

        Assert.InRange(evaluator.CandidateCalls, 350, 450);
        Assert.False(evaluator.Earned(1).Earned);
        Assert.InRange(evaluator.Earned(1).MissingCalls, 3000, 4500);
        Assert.InRange(evaluator.Earned(1).Wait(10)!.Value.TotalSeconds, 300, 450);
        Assert.Null(evaluator.Earned(1).Wait(0));
    }

    [Fact]
    public void A_step_may_ask_for_calls_of_its_own()
    {
        var evaluator = new GuardEvaluator(Guard.Parse("error_rate < 50%"), Alpha, Horizon, margins: new GuardMargins { FewestCalls = 500 });
        Assert.Equal((false, 500), (evaluator.Earned(0.5).Earned, evaluator.Earned(0.5).MissingCalls));
        evaluator.Observe(new(500, 0));
        Assert.True(evaluator.Earned(0.5).Earned);
        Assert.Equal((false, 500), (evaluator.Earned(1).Earned, evaluator.Earned(1).MissingCalls));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.6, 0)]
    [InlineData(0.5, 1)]
    [InlineData(0.3, 1)]
    [InlineData(0.1, 3)]
    [InlineData(0.001, 5)]
    public void A_share_between_takes_the_next_higher(double share, int index) => Assert.Equal(index, NextShares.IndexOf(share));

    [Fact]
    public void The_explanation_has_the_numbers()
    {
        var evaluator = New("error_rate < 1%");
        evaluator.Observe(new(1000, 2));
        var explanation = evaluator.Explain();
        Assert.Equal((1000, 2, 0.002, 0.01), (explanation.CandidateCalls, explanation.CandidateBad, explanation.Estimate, explanation.Threshold));
        Assert.InRange(explanation.Interval!.Value.Low, 0, 0.002);
        Assert.InRange(explanation.Interval.Value.High, 0.006, 0.02);
        Assert.InRange(explanation.BadCallsToBreach!.Value, 4, 30);
        evaluator.ObservePartial(new((int)explanation.BadCallsToBreach.Value, (int)explanation.BadCallsToBreach.Value));
        Assert.True(evaluator.IsBreached);

        var relative = New("error_rate < stable + 2pp");
        relative.Observe(new(100, 3, 900, 9));
        Assert.Equal(0.02, relative.Explain().Comparison!.Value, 1e-12);
        Assert.Equal((900, 9), (relative.Explain().StableCalls, relative.Explain().StableBad));
    }

    [Fact]
    public void A_step_is_earned_when_the_worst_rate_left_keeps_the_service_inside()
    {
        var evaluator = New("error_rate < 1%");
        Assert.Equal((true, true), (evaluator.Earned(0.01).Applicable, evaluator.Earned(0.01).Earned));
        var half = evaluator.Earned(0.5);
        Assert.Equal((false, 0.02), (half.Earned, half.RateToExclude));
        Assert.InRange(half.MissingCalls, 160, 180);
        evaluator.Observe(new(half.MissingCalls - 1, 0));
        Assert.Equal(1, evaluator.Earned(0.5).MissingCalls);
        Assert.False(evaluator.Earned(0.5).Earned);
        evaluator.Observe(new(1, 0));
        Assert.True(evaluator.Earned(0.5).Earned);
        Assert.True(evaluator.Earned(0.5).WorstRate <= 0.02);
        Assert.False(evaluator.Earned(1).Earned);
        Assert.Equal(Verdict.Undecided, evaluator.Verdict);
        evaluator.Observe(new(1000, 0));
        Assert.Equal(Verdict.Holding, evaluator.Verdict);
        Assert.Equal(0.02, New("latency p99 < 1s").Earned(0.5).RateToExclude, 1e-12);
    }

    [Fact]
    public void The_sentence_tells_what_decided()
    {
        var evaluator = New("error_rate < 1%");
        evaluator.Observe(new(52, 3));
        evaluator.ObservePartial(new(9, 6));
        Assert.StartsWith("error_rate < 1%: 9 of 61 calls failed (14.75%), E = ", evaluator.Describe(), StringComparison.Ordinal);
        Assert.EndsWith(", breach at 100", evaluator.Describe(), StringComparison.Ordinal);
        evaluator.Observe(new(1000, 6));
        Assert.Contains("9 of 61", evaluator.Describe(), StringComparison.Ordinal);

        var relative = New("error_rate < stable");
        relative.Observe(new(61, 9, 540, 2));
        Assert.Contains("9 of 61 calls failed (14.75%) against 2 of 540 on stable, E = ", relative.Describe(), StringComparison.Ordinal);
        Assert.Contains("0 of 0 calls too slow (0%), E = 0.48,", New("latency p95 < 1s").Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_is_what_the_guard_is_about()
    {
        var late = default(LateCounts);
        late[2] = 1;
        var candidate = new MetricTotals
        {
            Ok = 80, Rejected = 15, Error = 5, RandomisedOk = 40, RandomisedRejected = 6, RandomisedError = 4,
            Started = 110, Abandoned = 3, InFlight = 20, LateError = late,
        };
        var stable = new MetricTotals { Ok = 900, Rejected = 60, Error = 40, RandomisedOk = 800, RandomisedRejected = 50, RandomisedError = 30, InFlight = 9 };

        Assert.Equal(new GuardSample(100, 5) { CandidateInFlight = 20, CandidateLate = late }, Sample("error_rate < 1%"));
        Assert.Equal(new GuardSample(100, 15) { CandidateInFlight = 20 }, Sample("rejection_rate < 1%"));
        Assert.Equal(new GuardSample(57, 4, 880, 30), Sample("error_rate < stable"));
        Assert.Equal(new GuardSample(57, 6, 880, 50), Sample("rejection_rate < stable"));
        Assert.Equal(new GuardSample(100, 0) { CandidateInFlight = 20 }, Sample("flagged rate < 1%"));
        Assert.Equal(new GuardSample(57, 0, 880) { CandidateGrowth = 7 }, Sample("flagged rate < stable"));

        GuardSample Sample(string guard) => GuardSample.From(Guard.Parse(guard), candidate, stable);
    }

    [Fact]
    public void Observing_allocates_nothing()
    {
        var evaluators = new[] { New("error_rate < 1%"), New("error_rate < stable") };
        Observe(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Observe(1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Observe(int ticks)
        {
            for (var t = 0; t < ticks; t++)
            {
                foreach (var evaluator in evaluators)
                {
                    evaluator.ObservePartial(new(50, 1, 400, 2));
                    evaluator.Observe(new(100, 1, 900, 5));
                }
            }
        }
    }

    private static GuardEvaluator New(string guard) => new(Guard.Parse(guard), Alpha, Horizon);
}
