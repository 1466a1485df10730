using Progressive.Guards;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Guards;

/// <summary>Six processes whose evidence is added up, by seeded runs: the same promises as one process keeps.</summary>
public sealed class GuardSpanTests
{
    private const double Alpha = 0.01;
    private const int Processes = 6;
    private const int TicksOfSpan = 5;

    public static TheoryData<string> Names => GuardKindTests.Names;

    /// <summary>With an alpha of 5 %, so that seconds are enough for a count that could exceed it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_candidate_at_the_boundary_is_accused_with_at_most_alpha(string kind)
    {
        const int Runs = 100;
        const int Spans = 20;
        const double Loose = 0.05;
        var accused = 0;
        for (var run = 0; run < Runs; run++)
        {
            var fleet = new Fleet(kind, 20261100 + (ulong)(run * Processes));
            var breached = false;
            for (var span = 0; span < Spans && !breached; span++)
            {
                fleet.Span(GuardKindTests.Kinds[kind].Boundary);
                breached = fleet.Judge.LastLogE >= Math.Log(1 / Loose);
            }

            accused += breached ? 1 : 0;
        }

        Assert.InRange(accused, 0, (int)(Runs * Loose));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_candidate_beyond_it_is_caught_as_soon_as_one_process_with_all_the_calls_would(string kind)
    {
        var (guard, _, worse, _) = GuardKindTests.Kinds[kind];
        var (pooled, alone) = (0, 0);
        const int Runs = 10;
        for (var run = 0UL; run < Runs; run++)
        {
            // The same calls, tick by tick: each process has the sixth tick, and one process has all of them.
            var fleet = new Fleet(kind, 20261200 + (run * Processes));
            while (!fleet.Span(worse))
            {
                pooled += Processes * TicksOfSpan;
                Assert.True(pooled < 30_000, $"{guard} is blind: {fleet.Judge.Describe()}");
            }

            var one = new GuardKinds(guard, new SplitMix64(20261200 + (run * Processes)));
            while (!worse(one))
            {
                alone++;
            }
        }

        // A span is the shortest there is, and a tenth of the power may be lost.
        Assert.InRange(pooled, 0, (alone * 1.1) + (Runs * Processes * TicksOfSpan));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_candidate_well_inside_earns_every_share(string kind)
    {
        var (guard, _, _, better) = GuardKindTests.Kinds[kind];
        if (guard.StartsWith("uncapped", StringComparison.Ordinal))
        {
            return;
        }

        const int Runs = 16;
        var (pooled, alone) = (0, 0);
        for (var run = 0UL; run < Runs; run++)
        {
            var fleet = new Fleet(kind, 20261300 + (run * Processes));
            while (!fleet.Judge.Earned(1).Earned)
            {
                Assert.False(fleet.Span(better), fleet.Judge.Describe());
                Assert.True((pooled += Processes * TicksOfSpan) < Runs * 5000, $"{guard}: {fleet.Judge.Earned(1)}");
            }

            Assert.True(fleet.Judge.Earned(0.1).Earned);
            var one = new GuardKinds(guard, new SplitMix64(20261300 + (run * Processes)));
            for (; !one.Evaluator.Earned(1).Earned; alone++)
            {
                better(one);
            }
        }

        // Each process has to find stable's quantile of a measure for itself, from its own sixth of the calls, and from few calls it is found less well.
        var spans = kind == "quantile of a measure against stable" ? 5 : 2;
        Assert.InRange(pooled, 1, (alone * 1.1) + (Runs * spans * Processes * TicksOfSpan));
    }

    [Fact]
    public void Rates_against_a_number_are_the_same_as_if_one_process_had_had_all_the_calls()
    {
        var guard = Guard.Parse("error_rate < 1%");
        var judge = new GuardEvaluator(guard, Alpha, 100);
        var one = new GuardEvaluator(guard, Alpha, 100);
        var processes = Enumerable.Range(0, Processes).Select(_ => Recording(guard)).ToArray();
        for (var tick = 1; tick < 40; tick++)
        {
            var (calls, bad) = (0, 0);
            for (var p = 0; p < Processes; p++)
            {
                var sample = new GuardSample(20 + p, (tick + p) % 9 == 0 ? 4 : 0);
                processes[p].Observe(sample);
                (calls, bad) = (calls + 20 + p, bad + (int)sample.CandidateBad);
            }

            judge.ObserveSpan(Sum(processes));
            one.Observe(new GuardSample(calls, bad));

            Assert.Equal(one.LastLogE, judge.LastLogE, 1e-9);
            Assert.Equal(one.CandidateCalls, judge.CandidateCalls);
            Assert.Equal(one.IsBreached, judge.IsBreached);
            Assert.Equal(one.Earned(0.5), judge.Earned(0.5));
        }

        Assert.True(judge.IsBreached);
    }

    [Fact]
    public void Calls_that_started_before_the_span_are_credited_to_no_younger_onset()
    {
        var guard = Guard.Parse("error_rate < 1%");
        var late = default(LateCounts);
        late[LateCounts.ClassOf(400)] = 3;

        double After(GuardSample last)
        {
            var process = Recording(guard);
            var judge = new GuardEvaluator(guard, Alpha, 100);
            for (var span = 0; span < 40; span++)
            {
                for (var tick = 0; tick < TicksOfSpan; tick++)
                {
                    process.Observe(new GuardSample(500, 0));
                }

                judge.ObserveSpan(process.TakeSpan());
            }

            process.Observe(last);
            judge.ObserveSpan(process.TakeSpan());
            return judge.LastLogE;
        }

        var young = After(new GuardSample(3, 3));
        var old = After(new GuardSample(3, 3) { CandidateLate = late });

        // After a long health only a young onset makes much of three failures.
        Assert.True(old < young - 2, $"{old} {young}");
    }

    [Fact]
    public void What_is_late_but_started_within_the_span_is_credited_to_an_onset_at_its_beginning()
    {
        var guard = Guard.Parse("error_rate < 1%");
        var process = Recording(guard);
        var late = default(LateCounts);
        late[LateCounts.ClassOf(2)] = 3;
        process.Observe(new GuardSample(1, 0));
        process.Observe(new GuardSample(1, 0));
        process.Observe(new GuardSample(3, 3) { CandidateLate = late });

        var span = process.TakeSpan();

        Assert.Empty(span.Late);
        Assert.Equal(5, span.Tally.CandidateCalls);

        process.Observe(new GuardSample(3, 3) { CandidateLate = late });
        var next = Assert.Single(process.TakeSpan().Late);
        Assert.Equal(0, next.Class);
    }

    [Fact]
    public void Whoever_goes_on_judging_does_not_take_what_it_was_told_for_older_than_it_is()
    {
        var guard = Guard.Parse("error_rate < 1%");
        var process = Recording(guard);
        var judge = new GuardEvaluator(guard, Alpha, 100);
        process.Observe(new GuardSample(100, 0));
        judge.ObserveSpan(process.TakeSpan());
        var late = default(LateCounts);
        late[LateCounts.ClassOf(400)] = 5;
        process.Observe(new GuardSample(5, 5) { CandidateLate = late });
        var span = process.TakeSpan();

        var next = new GuardEvaluator(guard, Alpha, 100, judge.Evidence, mayBeLate: true);
        next.ObserveSpan(span);
        var asIfAlone = new GuardEvaluator(guard, Alpha, 100, judge.Evidence);
        asIfAlone.ObserveSpan(span);

        Assert.True(next.LastLogE < asIfAlone.LastLogE - 2, $"{next.LastLogE} {asIfAlone.LastLogE}");
        Assert.Equal(5, next.CandidateBad);
    }

    [Fact]
    public void Running_calls_count_as_good_for_what_is_judged_and_not_for_what_is_kept()
    {
        var guard = Guard.Parse("error_rate < 1%");
        var process = Recording(guard);
        process.Observe(new GuardSample(3, 3) { CandidateInFlight = 500 });
        var span = process.TakeSpan();
        var judge = new GuardEvaluator(guard, Alpha, 100);
        var without = new GuardEvaluator(guard, Alpha, 100);

        Assert.False(judge.ObserveSpan(span));
        Assert.True(without.ObserveSpan(span with { Running = [] }));
        Assert.Equal(without.Evidence.LogAccumulators, judge.Evidence.LogAccumulators);
    }

    [Fact]
    public void One_key_everywhere_stays_one_key()
    {
        var guard = Guard.Parse("error_rate < 1%");
        GuardSpan Of(bool oneKey, int bad)
        {
            var process = Recording(guard);
            process.Observe(new GuardSample(10, bad) { IsOfOneKey = oneKey && bad > 0 });
            return process.TakeSpan();
        }

        Assert.True(Of(true, 3).With(Of(true, 3)).IsOfOneKey);
        Assert.True(Of(true, 3).With(Of(false, 0)).IsOfOneKey);
        Assert.True(Of(false, 0).Then(Of(true, 3)).IsOfOneKey);
        Assert.False(Of(true, 3).With(Of(false, 3)).IsOfOneKey);
        Assert.False(Of(false, 0).With(Of(false, 0)).IsOfOneKey);

        var judge = new GuardEvaluator(guard, Alpha, 100);
        Assert.False(judge.ObserveSpan(Of(true, 3).With(Of(true, 3))));
        Assert.True(new GuardEvaluator(guard, Alpha, 100).ObserveSpan(Of(true, 3).With(Of(false, 3))));
    }

    [Fact]
    public void A_span_of_another_guard_or_another_version_says_nothing()
    {
        var judge = new GuardEvaluator(Guard.Parse("error_rate < 1%"), Alpha, 100);
        var other = Recording(Guard.Parse("error_rate < 2%"));
        other.Observe(new GuardSample(100, 100));
        var span = other.TakeSpan();

        Assert.False(judge.ObserveSpan(span));
        Assert.False(judge.ObserveSpan(span with { Guard = "error_rate < 1%", LogLikelihoods = [1e3, 1e3] }));
        Assert.Equal(0, judge.CandidateCalls);
        Assert.True(Recording(Guard.Parse("error_rate < 1%")).TakeSpan().IsEmpty);
    }

    private static GuardEvaluator Recording(Guard guard)
    {
        var evaluator = new GuardEvaluator(guard, Alpha, 100);
        evaluator.Record(TicksOfSpan);
        return evaluator;
    }

    private static GuardSpan Sum(IEnumerable<GuardEvaluator> processes) => processes.Select(static p => p.TakeSpan()).Aggregate(static (sum, span) => sum.With(span));

    private sealed class Fleet
    {
        private readonly GuardKinds[] _processes;

        public Fleet(string kind, ulong seed)
        {
            var guard = GuardKindTests.Kinds[kind].Guard;
            _processes = [.. Enumerable.Range(0, Processes).Select(p => new GuardKinds(guard, new SplitMix64(seed + (ulong)p)))];
            foreach (var process in _processes)
            {
                process.Evaluator.Record(TicksOfSpan);
            }

            Judge = new GuardEvaluator(Guard.Parse(guard), Alpha, 400 / TicksOfSpan, metrics: GuardKinds.Metrics);
        }

        public GuardEvaluator Judge { get; }

        /// <summary>A span of ticks in every process, and the judgement; true when the guard is breached.</summary>
        public bool Span(Func<GuardKinds, bool> tick)
        {
            foreach (var process in _processes)
            {
                // As it was when the span before was judged.
                process.Evaluator.Tell(Judge.Tally);
                for (var i = 0; i < TicksOfSpan; i++)
                {
                    tick(process);
                }
            }

            return Judge.ObserveSpan(Sum(_processes.Select(static p => p.Evaluator)));
        }
    }
}
