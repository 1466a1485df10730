using CsCheck;
using Progressive.Assignment;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Sessions have the rollout share of their beginning, or the less that it was lowered to.</summary>
public sealed class SessionTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_raise_moves_nobody_who_was_there_before_it()
    {
        var flag = Flag("50%", (0, "10%"), (10, "50%"));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("10%")), null), Candidates(flag, s_noon.AddMinutes(5)));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("50%")), null), Candidates(flag, s_noon.AddMinutes(10)));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("50%")), null), Candidates(flag, null));
        Assert.Empty(Candidates(flag, s_noon.AddMinutes(-1)));
    }

    [Fact]
    public void Less_is_obeyed_at_once_and_a_closed_candidate_is_left()
    {
        var lowered = Flag("20%", (0, "50%"), (10, "5%"), (20, "20%"));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("5%")), null), Candidates(lowered, s_noon.AddMinutes(1)));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("20%")), null), Candidates(lowered, s_noon.AddMinutes(30)));
        var closed = lowered.With(State("20%", (0, "50%")) with { Closed = FlagState.Initial.Closed.Add(FlagState.KeyOf("candidate", "1"), Availability.Closed("breach")) });
        Assert.Empty(Candidates(closed, s_noon.AddMinutes(1)));
    }

    [Fact]
    public void The_share_of_a_session_never_rises_and_is_never_above_the_present_one()
    {
        Gen.Select(Gen.Int[0, 100].Array[1, 8], Gen.Int[-1, 9], Gen.Int[0, 4]).Sample((shares, began, later) =>
        {
            var entries = shares.Select((share, i) => (s_noon.AddMinutes(i), (string?)null, Share.Parse($"{share}%"))).ToArray();
            var since = s_noon.AddMinutes(began + 0.5);
            var before = new WeightTimeline(entries).At(since);
            var expected = began < 0 ? Share.None : entries.Skip(Math.Min(began, entries.Length - 1)).Min(entry => entry.Item3);
            Assert.Equal(expected, before);
            var longer = new WeightTimeline([.. entries, (s_noon.AddMinutes(20), null, Share.Parse($"{25 * later}%"))]).At(since);
            Assert.True(longer <= before);
        });
    }

    [Fact]
    public void A_clock_that_was_set_back_keeps_the_order_of_what_happened()
    {
        // Raised at 12:20 by a clock that then went back to 12:05, where it was lowered.
        var flag = Flag("5%", (0, "50%"), (20, "80%"), (5, "5%"));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("5%")), null), Candidates(flag, s_noon.AddMinutes(1)));
        Assert.Equal(Candidates(FlagSample.Rollout().At(Share.Parse("5%")), null), Candidates(flag, s_noon.AddMinutes(21)));
        var timeline = new WeightTimeline([(s_noon.AddMinutes(20), null, Share.Parse("10%")), (s_noon, null, Share.Parse("40%"))]);
        Assert.Equal((Share.None, Share.Parse("40%")), (timeline.At(s_noon.AddMinutes(10)), timeline.At(s_noon.AddMinutes(20))));
    }

    private static FlagState State(string weight, params (int Minute, string Share)[] history) => FlagState.Initial with
    {
        Revision = "1",
        Weight = Share.Parse(weight),
        Timeline = new WeightTimeline([.. history.Select(entry => (s_noon.AddMinutes(entry.Minute), (string?)null, Share.Parse(entry.Share)))]),
    };

    private static CompiledFlag Flag(string weight, params (int Minute, string Share)[] history) => FlagSample.Rollout().With(State(weight, history));

    private static IEnumerable<int> Candidates(CompiledFlag flag, DateTimeOffset? since) =>
        Enumerable.Range(0, 1_000).Where(i => FlagEvaluator.Evaluate(flag, new EvaluationContext($"user-{i}") { Since = since }).Variant == "candidate");
}
