using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Metrics;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>One request, message or pin reads one version of all flags; what has been taken away since is taken away at once.</summary>
public sealed class PinnedFlagsTests : IDisposable
{
    private static readonly string[] s_variants = ["off", "blue", "green", "v0", "v1", "v2", "v3", "v4"];

    private readonly LiveFlags _live = new();
    private readonly ProgressiveTelemetry _telemetry = new();
    private readonly FlagClient _flags;
    private readonly VariantRoutes _routes;

    public PinnedFlagsTests()
    {
        _routes = new VariantRoutes(_live, new MetricWindows(TimeProvider.System, new MetricCatalog()), _telemetry, TimeProvider.System);
        _flags = new FlagClient(_live, _routes, _telemetry, new ValueMismatches(_telemetry, NullLogger.Instance));
    }

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public void A_scope_keeps_the_version_of_its_first_reading()
    {
        Publish("blue");
        InScope(() =>
        {
            Publish("green");
            Assert.Equal(["green", "green"], Read());

            Publish("blue");
            Assert.Equal(["green", "green"], Read());
            Assert.Equal("green", _routes.For("a").Evaluate(context: null).Variant);
            Assert.Equal("green", _routes.For("a").Evaluate("user-1").Variant);
            Assert.Equal("green", _flags.Peek("a").Variant);
            Assert.Equal("green", _flags.Peek(new FlagKey("a")).Variant);
        });
        Assert.Equal(["blue", "blue"], Read());
    }

    [Fact]
    public void Whoever_is_asked_about_in_a_scope_is_answered_by_its_version()
    {
        Publish("blue");
        InScope(() =>
        {
            Assert.Equal(["blue", "blue"], Read());
            Publish("green");
            Assert.Equal("blue", _flags.Evaluate("a", new EvaluationContext("somebody else")).Variant);
            using (EvaluationContext.Enter(new EvaluationContext("somebody else")))
            {
                Assert.Equal("somebody else", EvaluationContext.Current?.TargetingKey);
                Assert.Equal(["blue", "blue"], Read());
            }

            Assert.Equal("user-1", EvaluationContext.Current?.TargetingKey);
        });
    }

    [Fact]
    public async Task Work_that_outlives_its_request_reads_live_flags()
    {
        Publish("blue");
        var ended = new TaskCompletionSource();
        Task<string[]>? left = null;
        InScope(() =>
        {
            Read();
            using (EvaluationContext.Enter(new EvaluationContext("inside")))
            {
                left = ReadAfterAsync(ended.Task);
            }
        });
        Publish("green");
        ended.SetResult();
        Assert.Equal(["green", "green"], await left!);
    }

    [Fact]
    public async Task Work_that_outlives_a_pin_reads_live_flags()
    {
        Publish("blue");
        var ended = new TaskCompletionSource();
        Task<string[]> left;
        using (_flags.Pin())
        {
            left = ReadAfterAsync(ended.Task);
        }

        Publish("green");
        ended.SetResult();
        Assert.Equal(["green", "green"], await left);
    }

    [Fact]
    public void A_pin_holds_the_version_of_its_beginning_until_it_is_disposed()
    {
        Publish("blue");
        using (EvaluationContext.Enter(new EvaluationContext("user-1")))
        {
            using (_flags.Pin())
            {
                Publish("green");
                Assert.Equal(["blue", "blue"], Read());
                Assert.Equal("user-1", EvaluationContext.Current?.TargetingKey);
                using (_flags.Pin())
                {
                    Assert.Equal(["blue", "blue"], Read());
                }

                Assert.Equal(["blue", "blue"], Read());
            }

            Assert.Equal(["green", "green"], Read());
            Assert.Equal("user-1", EvaluationContext.Current?.TargetingKey);
        }
    }

    [Fact]
    public void Two_hosts_never_answer_for_each_other()
    {
        var other = new LiveFlags();
        other.Publish([Flag("a", "green"), Flag("b", "green")]);
        Publish("blue");
        using var telemetry = new ProgressiveTelemetry();
        var others = new FlagClient(other, new VariantRoutes(other, new MetricWindows(TimeProvider.System, new MetricCatalog()), telemetry, TimeProvider.System), telemetry, new ValueMismatches(telemetry, NullLogger.Instance));
        using (_flags.Pin())
        {
            Assert.Equal("green", others.Evaluate("a").Variant);
            Assert.Equal("blue", _flags.Evaluate("a").Variant);
        }
    }

    [Fact]
    public void A_share_that_moves_does_not_move_a_running_request()
    {
        _live.Publish([FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1")]);
        SetWeight(Share.None);
        InScope(() =>
        {
            Assert.Equal("stable", _flags.Evaluate("checkout").Variant);
            SetWeight(Share.All);
            Assert.Equal("stable", _flags.Evaluate("checkout").Variant);
        });
        InScope(() =>
        {
            Assert.Equal("candidate", _flags.Evaluate("checkout").Variant);
            SetWeight(Share.None);
            Assert.Equal("candidate", _flags.Evaluate("checkout").Variant);
        });
    }

    public static TheoryData<string> TakenAway => ["closed", "killed", "unready", "closed and revised", "closed and gone", "unready and gone"];

    [Theory]
    [MemberData(nameof(TakenAway))]
    public void What_is_taken_away_is_left_at_once(string how)
    {
        _live.Publish([FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1")]);
        SetWeight(Share.All);
        InScope(() =>
        {
            Assert.Equal("candidate", _flags.Evaluate("checkout").Variant);
            _live.Update("checkout", s => how.Split(' ')[0] switch
            {
                "killed" => s with { KillReason = "pager" },
                "unready" => s with { Unready = s.Unready.SetItem("candidate", Availability.Warming) },
                _ => s with { Closed = s.Closed.SetItem(FlagState.KeyOf("candidate", "1"), Availability.Closed("breached")) },
            });
            if (how.EndsWith("revised", StringComparison.Ordinal))
            {
                _live.Publish([FlagSample.Parts(rollout: ("stable", "candidate"), revision: "2")]);
            }
            else if (how.EndsWith("gone", StringComparison.Ordinal))
            {
                _live.Publish([FlagSample.Parts(variants: ["stable"])]);
            }

            Assert.Equal("stable", _flags.Evaluate("checkout").Variant);
            Assert.Equal("stable", _flags.Evaluate("checkout", new EvaluationContext("somebody else")).Variant);
            Assert.Equal("stable", _routes.For("checkout").Evaluate("user-1").Variant);
        });
    }

    [Fact]
    public void A_variant_that_is_revised_or_dropped_serves_the_requests_that_have_begun()
    {
        _live.Publish([FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1")]);
        SetWeight(Share.All);
        InScope(() =>
        {
            Assert.Equal("1", _flags.Evaluate("checkout").Revision);
            _live.Publish([FlagSample.Parts(rollout: ("stable", "candidate"), revision: "2")]);
            Assert.Equal("1", _flags.Evaluate("checkout").Revision);
            _live.Publish([FlagSample.Parts(variants: ["stable"])]);
            Assert.Equal("1", _flags.Evaluate("checkout").Revision);
            _live.Publish([]);
            Assert.Equal("1", _flags.Evaluate("checkout").Revision);
        });
        Assert.Equal(EvaluationError.FlagNotFound, _flags.Evaluate("checkout").Error);
    }

    [Fact]
    public void What_is_given_back_does_not_come_back_in_the_middle_of_a_request()
    {
        _live.Publish([FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1")]);
        _live.Update("checkout", s => s with { Weight = Share.All, Revision = "1", KillReason = "pager" });
        InScope(() =>
        {
            Assert.Equal("stable", _flags.Evaluate("checkout").Variant);
            _live.Update("checkout", s => s with { KillReason = null });
            Assert.Equal("stable", _flags.Evaluate("checkout").Variant);
        });
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("closed")]
    public void What_a_flag_stands_on_is_left_at_once_too(string how)
    {
        _live.Publish([Flag("cart", "v1"), Flag("checkout", "v1") with { Prerequisites = [new Prerequisite(new FlagKey("cart"), ["v1"])] }]);
        InScope(() =>
        {
            Assert.Equal("v1", _flags.Evaluate("checkout").Variant);
            _live.Update("cart", s => how == "killed"
                ? s with { KillReason = "pager" }
                : s with { Closed = s.Closed.SetItem(FlagState.KeyOf("v1", null), Availability.Closed("breached")) });
            Assert.Equal("off", _flags.Evaluate("checkout").Variant);
            Assert.Equal("off", _routes.For("checkout").Evaluate("user-1").Variant);
        });
    }

    [Fact]
    public void What_a_flag_stands_on_is_read_in_the_same_version()
    {
        void Publish(string cart) => _live.Publish([Flag("cart", cart), Flag("checkout", "v1") with { Prerequisites = [new Prerequisite(new FlagKey("cart"), ["v1"])] }]);
        Publish("v1");
        InScope(() =>
        {
            Assert.Equal("v1", _flags.Evaluate("checkout").Variant);
            Publish("v2");
            Assert.Equal("v1", _flags.Evaluate("checkout").Variant);
        });
        Assert.Equal("off", _flags.Evaluate("checkout").Variant);
    }

    [Fact]
    public void A_failure_is_not_remembered()
    {
        _live.Publish([FlagSample.Parts(split: [("stable", "0%"), ("candidate", "100%")])]);
        var source = new FailingOnce();
        var context = EvaluationContext.From(source);
        var scope = CallScope.Open(context);
        using (EvaluationContext.Enter(context))
        {
            Assert.Throws<InvalidOperationException>(() => _flags.Evaluate("checkout"));
            Assert.Equal("candidate", _flags.Evaluate("checkout").Variant);
        }

        scope.Abandon();
    }

    [Fact]
    public void Reading_in_a_scope_allocates_nothing()
    {
        Publish("blue");
        var key = new FlagKey("a");
        InScope(() =>
        {
            Read();
            _flags.IsEnabled(key);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                _flags.IsEnabled(key);
                _flags.IsEnabled("b");
            }

            // What the runtime does once, tiering up for example, is not what a reading costs.
            Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000);
        });
    }

    /// <summary>A storm: definitions swap as fast as a thread can swap them, while requests read two flags that always change together.</summary>
    [Fact]
    public void Flags_that_change_together_are_never_seen_apart()
    {
        const int Readers = 4;
        const int Requests = 4_000;
        Publish("v0");
        var (done, apart, swaps) = (0, 0, 0);
        var moved = 0;
        var readers = Enumerable.Range(0, Readers).Select(r => new Thread(() =>
        {
            FlagKey[] keys = [new("a"), new("b")];
            for (var i = 0; i < Requests; i++)
            {
                InScope(() =>
                {
                    var first = _flags.Evaluate(keys[i & 1]).Variant;
                    var before = _live.Current;
                    Thread.Yield();
                    for (var j = 0; j < 8; j++)
                    {
                        var answer = j % 3 == 0 ? _routes.For("b").Evaluate("user-1") : j % 3 == 1 ? _flags.Evaluate("a") : _flags.Evaluate(keys[1], new EvaluationContext("x"));
                        if (answer.Variant != first)
                        {
                            Interlocked.Increment(ref apart);
                        }
                    }

                    if (before != _live.Current)
                    {
                        Interlocked.Increment(ref moved);
                    }
                });
            }

            Interlocked.Increment(ref done);
        })).ToArray();
        Array.ForEach(readers, r => r.Start());
        while (Volatile.Read(ref done) < Readers)
        {
            Publish("v" + (++swaps % 5));
        }

        Array.ForEach(readers, r => r.Join());
        Assert.Equal(0, apart);
        Assert.True(swaps > 1000, $"only {swaps} reloads");
        Assert.True(moved > 100, $"only {moved} requests saw a reload");
    }

    private static CompiledFlagParts Flag(string key, string @default) =>
        FlagSample.Parts(key, s_variants, @default: @default, off: "off");

    private static void InScope(Action request)
    {
        var context = new EvaluationContext("user-1");
        var scope = CallScope.Open(context);
        using (EvaluationContext.Enter(context))
        {
            request();
        }

        scope.End(OutcomeKind.Ok);
    }

    private void Publish(string variant) => _live.Publish([Flag("a", variant), Flag("b", variant)]);

    private string[] Read() => [_flags.Evaluate("a").Variant, _flags.Evaluate(new FlagKey("b")).Variant];

    private async Task<string[]> ReadAfterAsync(Task ended)
    {
        await ended;
        return Read();
    }

    private void SetWeight(Share weight) => _live.Update("checkout", s => s with { Weight = weight, Revision = "1" });
}
