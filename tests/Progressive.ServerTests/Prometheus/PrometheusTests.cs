using Progressive.Rollouts;

namespace Progressive.ServerTests.Prometheus;

/// <summary>A rollout that a real Prometheus is asked about: what it says decides, and whatever it does not say decides nothing.</summary>
public sealed class PrometheusTests
{
    private const string OfVariant = "queue_seconds{variant=\"{variant}\"}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_candidate_with_a_bad_value_is_taken_back()
    {
        await using var shop = await Shop.OpenAsync(OfVariant, "queue mean < 1", cap: 20, Cancel);
        shop.Set("stable", 0.1);
        shop.Set("candidate", 8);
        await Eventually.HoldsAsync(() => shop.Rollout.Phase == RolloutPhase.RolledBack, "taken back for its queue", Cancel);
        Assert.Contains("queue mean < 1", shop.Rollout.History[^1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_with_a_good_value_goes_on()
    {
        await using var shop = await Shop.OpenAsync(OfVariant, "queue mean < 10", cap: 20, Cancel);
        shop.Set("candidate", 0.5);
        await Eventually.HoldsAsync(() => shop.Rollout.Phase == RolloutPhase.Promoted, "promoted on its values", Cancel);
        Assert.Contains("queue mean < 10", shop.Rollout.History[^1].Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing_has_this_name{variant=\"{variant}\"}", "no value now")]
    [InlineData("queue_seconds{variant=\"{variant}\"} * NaN", "NaN is no number")]
    [InlineData("queue_seconds{variant=\"{variant}\"} / 0", "is no number at or above zero")]
    [InlineData("-queue_seconds{variant=\"{variant}\"}", "-8 is no number at or above zero")]
    [InlineData("queue_seconds", "has 2 values")]
    [InlineData("queue_seconds{", "refuses the query")]
    [InlineData("queue_seconds[1m]", "no value at one moment")]
    public async Task What_is_no_value_is_no_evidence_and_is_shown(string query, string problem)
    {
        await using var shop = await Shop.OpenAsync(query, "queue mean < 1", cap: 20, Cancel);
        shop.Set("stable", 8);
        shop.Set("candidate", 8);
        await Eventually.HoldsAsync(() => shop.Rollout.Waiting?.Contains(problem, StringComparison.Ordinal) == true, $"'{problem}' is shown", Cancel);
        Assert.Equal((RolloutPhase.Progressing, 0), (shop.Rollout.Phase, shop.Rollout.Guards[0].Explanation.CandidateCalls));
    }

    [Fact]
    public async Task An_outage_and_a_server_that_hangs_hold_and_what_comes_after_decides()
    {
        await using var shop = await Shop.OpenAsync(OfVariant, "queue mean < 10", cap: 20, Cancel);
        shop.Prometheus.Suspend();
        shop.Set("candidate", 0.5);
        await Eventually.HoldsAsync(() => shop.Rollout.Waiting?.Contains("no answer within 5 s", StringComparison.Ordinal) == true, "the missing answer is shown", Cancel);
        Assert.Equal((RolloutPhase.Progressing, "50%"), (shop.Rollout.Phase, shop.Rollout.Weight.ToString()));

        shop.Prometheus.Resume();
        await Eventually.HoldsAsync(() => shop.Rollout.Phase == RolloutPhase.Promoted, "promoted when it answers again", Cancel);
    }

    [Fact]
    public async Task A_server_that_is_gone_holds()
    {
        await using var shop = await Shop.OpenAsync(OfVariant, "queue mean < 1", cap: 20, Cancel);
        await shop.Prometheus.StopAsync();
        await Eventually.HoldsAsync(() => shop.Rollout.Waiting?.Contains("metric 'queue': ", StringComparison.Ordinal) == true, "the refused connection is shown", Cancel);
        Assert.Equal((RolloutPhase.Progressing, "50%"), (shop.Rollout.Phase, shop.Rollout.Weight.ToString()));
    }
}
