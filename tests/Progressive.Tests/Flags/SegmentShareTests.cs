using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Which of several shares counts for somebody, and whether his answer is a draw.</summary>
public sealed class SegmentShareTests : IDisposable
{
    private const string Definitions =
        """
        { "Segments": { "staff": { "When": { "group": [ "staff", "both" ] } }, "early": { "When": { "group": [ "early", "both" ] } } },
          "Flags": { "checkout": { "Rollout": { "Steps": [ "50% of staff for 1h", "20% of early for 1h", "30% for 1h", "100%" ] } } } }
        """;

    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Host _host = Host.Of(Definitions);

    public SegmentShareTests() => Assert.NotNull(_host.Flags);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_largest_of_the_shares_that_somebody_has_counts()
    {
        Set("30%", null, ("staff", "50%"), ("early", "20%"));
        Assert.Equal(Below("50%"), Candidates("staff"));
        Assert.Equal(Below("50%"), Candidates("both"));
        Assert.Equal(Below("30%"), Candidates("early"));
        Assert.Equal(Below("30%"), Candidates("guest"));

        Set("0%", "early", ("staff", "50%"), ("early", "20%"));
        Assert.Equal(Below("50%"), Candidates("both"));
        Assert.Equal(Below("20%"), Candidates("early"));
        Assert.Empty(Candidates("guest"));
    }

    [Fact]
    public void A_session_from_before_everybody_s_turn_is_no_draw()
    {
        Set("30%", null, ("staff", "50%"));
        Remember((0, "staff", "50%"), (10, null, "30%"));
        Assert.Equal(("stable", EvaluationReason.Default), Answer(1));
        Assert.Equal(EvaluationReason.Split, Answer(11).Reason);
        Assert.Empty(Candidates("guest", s_noon.AddMinutes(1)));
        Assert.Equal(Below("30%"), Candidates("guest", s_noon.AddMinutes(11)));

        (string, EvaluationReason Reason) Answer(int minute) =>
            _host.Flags.Evaluate("checkout", Somebody(0, "guest", s_noon.AddMinutes(minute))) is var evaluation ? (evaluation.Variant, evaluation.Reason) : default;
    }

    [Fact]
    public void No_session_has_more_than_its_segment_has_now()
    {
        Set("0%", "staff", ("staff", "20%"));
        Remember((0, "staff", "50%"));
        Assert.Equal(Below("20%"), Candidates("staff", s_noon.AddMinutes(1)));
    }

    private static EvaluationContext Somebody(int i, string group, DateTimeOffset? since = null) => new($"user-{i}") { ["group"] = group, Since = since };

    private static IEnumerable<int> Below(string share) =>
        Enumerable.Range(0, 500).Where(i => Bucket.Of(new BucketHash("rollout", "checkout").Compute($"user-{i}")) < Share.Parse(share).PartsPerMillion);

    private IEnumerable<int> Candidates(string group, DateTimeOffset? since = null) => Enumerable.Range(0, 500).Where(i => _host.Variant("checkout", Somebody(i, group, since)) == "candidate");

    private void Set(string weight, string? drawn, params (string Segment, string Share)[] segments) => _host.Live.Update("checkout", state => state with
    {
        Revision = "1",
        Weight = Share.Parse(weight),
        DrawnSegment = drawn,
        Segments = [.. segments.Select(entry => (entry.Segment, Share.Parse(entry.Share)))],
        Unready = FlagState.Initial.Unready,
    });

    private void Remember(params (int Minute, string? Segment, string Share)[] history) => _host.Live.Update("checkout", state => state with
    {
        Timeline = new WeightTimeline([.. history.Select(entry => (s_noon.AddMinutes(entry.Minute), entry.Segment, Share.Parse(entry.Share)))]),
    });
}
