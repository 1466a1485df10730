using Microsoft.Extensions.DependencyInjection;
using Progressive.Rollouts;
using Progressive.State;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class CeilingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.At("progressive.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_rollout_goes_as_far_as_its_ceiling_and_says_so()
    {
        using var process = await StartAsync("20%");
        Assert.True(process.PassUntil(s => s.Step == 1));
        Assert.Equal("20%", process.Weight);
        process.Pass(TimeSpan.FromMinutes(3), calls: 20);
        Assert.Equal(("20%", RolloutPhase.Progressing, false, 1), (process.Weight, process.Status.Phase, process.Status.IsHolding, process.Status.Step));
        Assert.Equal("at its ceiling UpTo 20%", process.Status.Waiting);
        Assert.Null(process.Status.Difference);
        Assert.Equal(("standard: 10% for 10s, 50% for 10s, 100%", "1", "20%"), (process.Status.Desired.Plan, process.Status.Desired.Revision, process.Status.Desired.UpTo.ToString()));

        var refused = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Rollouts.PromoteAsync("checkout", "go"));
        Assert.Contains("it is at its ceiling; raise \"UpTo\": \"20%\" in the definition", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Rollouts.PromoteAsync("checkout", "go", full: true));
    }

    [Fact]
    public async Task A_raised_ceiling_lets_the_plan_go_on_by_evidence_and_a_lowered_one_lowers_at_once()
    {
        using var process = await StartAsync("20%");
        Assert.True(process.PassUntil(s => s.Waiting == "at its ceiling UpTo 20%"));

        Write("100%");
        process.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("20%", "100%"), (process.Weight, process.Status.Desired.UpTo.ToString()));
        Assert.Contains("20% instead of 100%: step 2 of 3 (50% for 10s) is not over", process.Status.Difference, StringComparison.Ordinal);
        Assert.True(process.PassUntil(s => s.Weight.ToString() == "50%"));
        Assert.True(process.PassUntil(s => s.Phase == RolloutPhase.Promoted));
        Assert.Equal(["started", "raised", "raised", "promoted"], process.Words);

        Write("30%");
        process.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("30%", RolloutPhase.Progressing, "lowered"), (process.Weight, process.Status.Phase, process.Words.Last()));
        var candidates = Enumerable.Range(0, 1_000).Count(_ => process.Call() == "candidate");
        Assert.InRange(candidates, 200, 400);

        Write("0%");
        process.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("0%", process.Weight);
        Assert.DoesNotContain("candidate", Enumerable.Range(0, 200).Select(_ => process.Call()));

        // Raised again it goes through its steps again.
        Write("100%");
        process.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("10%", process.Weight);
        process.Pass(TimeSpan.FromSeconds(5), calls: 20);
        Assert.Equal("10%", process.Weight);
        Assert.True(process.PassUntil(s => s.Phase == RolloutPhase.Promoted));
    }

    [Fact]
    public async Task A_lowered_ceiling_lowers_even_where_nothing_can_be_written()
    {
        var store = new FaultyStore();
        using var process = await StartAsync("100%", store);
        Assert.True(process.PassUntil(s => s.Weight.ToString() == "50%"));
        store.Fault = new StateStoreException("PRG0350", "the disk is read-only");
        Write("5%");
        process.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("5%", process.Weight);
        Assert.InRange(Enumerable.Range(0, 1_000).Count(_ => process.Call() == "candidate"), 20, 80);
    }

    [Fact]
    public async Task An_edited_plan_is_taken_over_in_place_and_the_difference_can_be_seen()
    {
        using var process = await StartAsync("100%");
        Assert.True(process.PassUntil(s => s.Weight.ToString() == "50%"));
        File.WriteAllText(Path, """
            { "Plans": { "standard": { "Steps": [ "25% for 1m", "75% for 1m", "100%" ], "Guards": [ "error_rate < 1%" ], "OnBreach": "pause", "MaxHold": "10s",
                "Freeze": [ "2026-03-04 - 2026-03-05 UTC" ] } },
              "Flags": { "checkout": { "Rollout": "standard", "Rules": [ { "When": { "role": "tester" }, "Serve": "candidate" } ] } } }
            """);
        process.Time.Advance(TimeSpan.FromSeconds(2));
        process.Pass(TimeSpan.FromMinutes(2), calls: 20);
        Assert.Equal(("50%", 0, "replanned"), (process.Weight, process.Status.Step, process.Words.Last()));
        Assert.Equal("standard: 25% for 1m, 75% for 1m, 100%", process.Status.Desired.Plan);
        Assert.Equal(
            "50% instead of 100%: step 1 of 3 (25% for 1m) is not over, frozen by '2026-03-04 - 2026-03-05 UTC', until 2026-03-06 00:00 UTC",
            process.Status.Difference);
        process.Fail(200);
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Breach), (process.Status.Phase, process.Status.Reason));

        // A definition that is broken changes nothing.
        File.WriteAllText(Path, """{ "Plans": { "standard": { "Steps": [ "100%" ], "OnBreach": "rolback" } }, "Flags": { "checkout": { "Rollout": "standard" } } }""");
        process.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("PRG0040", Assert.Single(process.Log.Of(1001)), StringComparison.Ordinal);
        Assert.Equal((RolloutPhase.Paused, "50%"), (process.Status.Phase, process.Weight));
    }

    [Fact]
    public async Task What_is_rolled_back_says_what_keeps_it_from_what_is_desired()
    {
        using var process = await StartAsync("100%");
        process.Fail();
        Assert.StartsWith("0% instead of 100%: revision 1 was rolled back (Breach: error_rate < 1%: ", process.Status.Difference, StringComparison.Ordinal);
    }

    private async Task<DefinedRollout> StartAsync(string upTo, StateStore? store = null)
    {
        Write(upTo);
        return await DefinedRollout.StartAsync(b => b.AddProgressiveFile(Path), store: store);
    }

    private void Write(string upTo) => File.WriteAllText(Path, $$"""
        { "Plans": { "standard": { "Steps": [ "10% for 10s", "50% for 10s", "100%" ], "Guards": [ "error_rate < 1%" ], "Bake": "1h" } },
          "Flags": { "checkout": { "Rollout": { "Plan": "standard", "UpTo": "{{upTo}}" }, "Rules": [ { "When": { "role": "tester" }, "Serve": "candidate" } ] } } }
        """);
}
