using Microsoft.Extensions.Time.Testing;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.State;
using Progressive.Tests.Rollouts.Races;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>What of a flag's record is in force, and when the store is asked about it.</summary>
public sealed class RecordInForceTests
{
    private const string Flag = RolloutHarness.Flag;

    private static readonly Plan s_plan = Plans.Guarded(
        ["error_rate < 1%"], Plans.Percent("10%", TimeSpan.FromMinutes(10)), Plans.Percent("50%", TimeSpan.FromMinutes(10)), Plans.Percent("100%"));

    [Fact]
    public async Task A_revision_that_was_taken_back_stays_closed_while_another_one_is_tried()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        process.CallCandidate(3, fails: true);
        process.Define(s_plan, "2");
        await process.TickAsync();
        Assert.Equal(AvailabilityKind.Closed, process.Live.StateOf(Flag).ClosureOf("candidate", "1")!.Kind);
        Assert.Null(process.Live.StateOf(Flag).ClosureOf("candidate", "2"));
    }

    [Fact]
    public void A_store_that_fails_is_asked_again_after_one_second_then_two_and_at_once_when_it_has_answered()
    {
        var time = new FakeTimeProvider();
        var health = new StoreHealth(time);
        Assert.True(health.Failed(new IOException("gone")));
        AssertWaits(1);
        Assert.False(health.Failed(new IOException("gone")));
        AssertWaits(2);
        health.Succeeded();
        Assert.True(health.MayTry);
        Assert.Null(health.Problem);
        Assert.True(health.Failed(new IOException("gone")));
        AssertWaits(1);

        void AssertWaits(int seconds)
        {
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.False(health.MayTry);
            time.Advance(TimeSpan.FromTicks(1));
            Assert.True(health.MayTry);
        }
    }

    [Fact]
    public async Task A_record_that_cannot_be_understood_is_not_even_tried_to_be_written()
    {
        var store = new HeldStore();
        await store.TryWriteAsync(Flag, "{\"format\":2}"u8.ToArray(), 0);
        var before = store.Writes;
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        await process.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(before, store.Writes);
    }

    [Fact]
    public async Task A_closed_variant_is_closed_once_and_another_revision_of_it_is_watched()
    {
        using var process = new RolloutHarness();
        process.Define(s_plan);
        Watch("1");
        await process.Engine.LoadAsync(default);
        var first = process.Windows.Get(Flag, "candidate", "1");
        Fail(first);
        await process.TickAsync();
        Assert.Null(first.Observer);
        Assert.Equal("closed", Status("1"));

        Watch("2");
        var second = process.Windows.Get(Flag, "candidate", "2");
        Assert.NotNull(second.Observer);
        Assert.Equal("open", Status("2"));
        Watch("1");
        Assert.Null(first.Observer);

        void Watch(string revision) =>
            process.Engine.Apply([], [new WatchSpec(Flag, "stable", null, [("candidate", revision)], s_plan.Guards)]);

        string Status(string revision) => process.Live.StateOf(Flag).ClosureOf("candidate", revision) is null ? "open" : "closed";

        void Fail(MetricWindow window)
        {
            for (var i = 0; i < 5; i++)
            {
                var start = process.Time.GetTimestamp();
                window.Started(start);
                window.Completed(OutcomeKind.Error, start, start, randomised: true);
            }
        }
    }

    [Fact]
    public async Task A_retry_begins_with_no_evidence()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        process.CallCandidate(3, fails: true);
        await process.Engine.RetryAsync(Flag, "it was the network");
        Assert.Contains("0 of 0 calls", process.Status.Guards[0].Evidence, StringComparison.Ordinal);
        Assert.Equal(Verdict.Undecided, process.Status.Guards[0].Verdict);
    }

    [Fact]
    public async Task What_a_flag_without_rollout_was_told_is_written_when_the_store_is_back()
    {
        var store = new FaultyStore();
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        process.Engine.Apply([], []);
        store.Fault = new IOException("gone");
        Assert.False(await process.Engine.KillAsync(Flag, "it burns"));
        store.Fault = null;
        await process.TickAsync(TimeSpan.FromSeconds(3));
        Assert.True(FlagRecordJson.TryRead((await store.ReadAsync()).Records[Flag].Content.Span, out var saved, out _));
        Assert.Equal("it burns", saved.Kill!.Reason);
    }

    [Fact]
    public async Task A_crash_counts_as_one_bad_call()
    {
        var store = new InMemoryStateStore();
        using (await RolloutHarness.StartAsync(s_plan, store))
        {
            // Dies.
        }

        using var next = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Contains("1 of 1 calls failed", next.Status.Guards[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_chance_chose_is_a_random_sample()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        process.CallCandidate(4);
        Assert.Equal((4, 4), Candidate());
        process.Define(s_plan, "1", new Rule("staff", null, 1));
        process.Call();
        Assert.Equal((5, 4), Candidate());

        (long, long) Candidate()
        {
            var totals = process.Windows.Get(Flag, "candidate", "1").Read(process.Time.GetTimestamp());
            return (totals.Calls, totals.RandomisedCalls);
        }
    }
}
