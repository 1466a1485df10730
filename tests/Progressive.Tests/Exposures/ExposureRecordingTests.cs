using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Progressive.Exposures;
using Progressive.Flags;
using Progressive.Metrics;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Exposures;

public sealed class ExposureRecordingTests
{
    [Fact]
    public void Says_who_used_which_variant_when_and_why()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));
        using var flags = new ExposedFlags(time: time);
        var user = flags.KeyFor("candidate");
        flags.Flags.IsEnabled("checkout", new EvaluationContext(user));
        Assert.Equal(
            [new Exposure("checkout", "candidate", "7", EvaluationReason.Split, user, "targetingKey", time.GetUtcNow())],
            flags.Take());
    }

    [Fact]
    public void Once_for_each_unit_flag_variant_and_revision()
    {
        using var flags = new ExposedFlags();
        var context = new EvaluationContext(flags.KeyFor("candidate"));
        for (var i = 0; i < 3; i++)
        {
            flags.Flags.IsEnabled("checkout", context);
            flags.Flags.Evaluate(new FlagKey("CHECKOUT"), new EvaluationContext(context.TargetingKey));
        }

        Assert.Single(flags.Take());
        flags.Flags.IsEnabled("checkout", new EvaluationContext(flags.KeyFor("stable")));
        Assert.Equal("stable", Assert.Single(flags.Take()).Variant);

        flags.Live.Publish([ExposedFlags.Half() with { Default = 1 }]);
        flags.Flags.IsEnabled("checkout", context);
        Assert.Empty(flags.Take());

        flags.Live.Publish([FlagSample.Parts(split: [("stable", "50%"), ("candidate", "50%")], revision: "8")]);
        flags.Flags.IsEnabled("checkout", context);
        Assert.Equal("8", Assert.Single(flags.Take()).Revision);
    }

    [Fact]
    public void As_often_as_there_are_different_ones() => Gen.Select(Gen.Int[0, 20], Gen.Int[0, 2]).List[1, 80].Sample(uses =>
    {
        using var flags = new ExposedFlags(flags: [.. Enumerable.Range(0, 3).Select(f => FlagSample.Parts($"f{f}", split: [("stable", "50%"), ("candidate", "50%")]))]);
        foreach (var (user, flag) in uses)
        {
            flags.Flags.IsEnabled($"f{flag}", new EvaluationContext($"user-{user}"));
        }

        return flags.Take().Select(e => (e.Unit, e.Flag)).SequenceEqual(uses.Distinct().Select(u => ($"user-{u.Item1}", $"f{u.Item2}")));
    }, iter: 300);

    [Theory]
    [InlineData("tenant", "t-1", "tenant")]
    [InlineData("targetingKey", "user-1", "targetingKey")]
    [InlineData(null, "user-1", "targetingKey")]
    [InlineData("call", null, null)]
    public void By_what_a_rule_divides(string? stickBy, string? unit, string? kind)
    {
        using var host = Definitions.Host.Of($$"""{ "Flags": { "checkout": { "Rules": [ { "When": { "country": "SE" }, {{(stickBy is null ? "" : $"\"StickBy\": \"{stickBy}\",")}} "Serve": { "on": "50%", "off": "50%" } } ] } } }""");
        Assert.NotNull(host.Flags);
        using var flags = new ExposedFlags(flags: [.. host.Live.Current.Flags.Select(flag => flag.Parts)]);
        flags.Flags.IsEnabled("checkout", new EvaluationContext("user-1") { ["country"] = "SE", ["tenant"] = "t-1" });
        Assert.Equal(unit is null ? [] : [(unit, kind)], flags.Take().Select(exposure => (exposure.Unit, (string?)exposure.UnitKind)));
        Assert.Equal(unit is null ? 1 : 0, flags.Recorder.Nobody);
    }

    [Fact]
    public void Once_for_each_kind_of_unit_also_where_two_units_are_called_the_same()
    {
        using var host = Definitions.Host.Of("""
            { "Flags": { "checkout": { "Rules": [ { "When": { "country": "SE" }, "StickBy": "tenant", "Serve": { "on": "100%", "off": "0%" } }, { "Serve": { "on": "100%", "off": "0%" } } ] } } }
            """);
        Assert.NotNull(host.Flags);
        using var flags = new ExposedFlags(flags: [.. host.Live.Current.Flags.Select(flag => flag.Parts)]);
        for (var i = 0; i < 2; i++)
        {
            flags.Flags.IsEnabled("checkout", new EvaluationContext("acme") { ["country"] = "SE", ["tenant"] = "acme" });
            flags.Flags.IsEnabled("checkout", new EvaluationContext("acme"));
        }

        Assert.Equal([("acme", "tenant", "on"), ("acme", "targetingKey", "on")], flags.Take().Select(exposure => (exposure.Unit, exposure.UnitKind, exposure.Variant)));
    }

    [Fact]
    public void Deciding_alone_exposes_nobody()
    {
        using var flags = new ExposedFlags();
        using (EvaluationContext.Enter(new EvaluationContext("user-1")))
        {
            flags.Flags.Peek("checkout");
            flags.Flags.Peek(new FlagKey("checkout"));
            var route = flags.Routes.For("checkout");
            var evaluation = route.Evaluate(context: null);
            route.Evaluate("user-1");
            route.TryEvaluateForEverybody(out _);
            Assert.Empty(flags.Take());

            route.Start(evaluation).Abandon();
            Assert.Equal("user-1", Assert.Single(flags.Take()).Unit);
        }
    }

    [Fact]
    public async Task An_inline_call_exposes_whoever_is_current_and_a_fallback_nobody_else()
    {
        using var flags = new ExposedFlags(flags: ExposedFlags.Half() with { Fallback = 0 });
        using (EvaluationContext.Enter(new EvaluationContext(flags.KeyFor("candidate"))))
        {
            var result = await flags.Flags.CallAsync<string>("checkout", _ => new("stable"), _ => throw new InvalidOperationException("candidate"), TestContext.Current.CancellationToken);
            Assert.Equal("stable", result);
            Assert.Equal("candidate", Assert.Single(flags.Take()).Variant);
        }
    }

    [Fact]
    public void A_flag_that_is_read_in_a_scope_exposes_once()
    {
        using var flags = new ExposedFlags(o => o.Capacity = 1024);
        flags.Routes.Watch(["checkout"]);
        var context = new EvaluationContext("user-1");
        var scope = CallScope.Open(context);
        using (EvaluationContext.Enter(context))
        {
            flags.Flags.IsEnabled("checkout");
        }

        scope.End(OutcomeKind.Ok);
        Assert.Single(flags.Take());
    }

    [Fact]
    public void By_name_only_the_variant_that_the_flag_chooses()
    {
        using var flags = new ExposedFlags();
        var route = flags.Routes.For("checkout");
        Assert.True(route.RecordsExposures);
        var (user, other) = (flags.KeyFor("candidate"), flags.KeyFor("stable"));
        route.Expose("stable", user);
        route.Expose("stable", new EvaluationContext(user));
        Assert.Empty(flags.Take());
        route.Expose("Candidate", user);
        route.Expose("stable", new EvaluationContext(other));
        Assert.Equal([(user, "candidate"), (other, "stable")], flags.Take().Select(e => (e.Unit, e.Variant)));
    }

    [Theory]
    [InlineData(EvaluationReason.Split, true)]
    [InlineData(EvaluationReason.TargetingMatch, true)]
    [InlineData(EvaluationReason.Default, true)]
    [InlineData(EvaluationReason.Static, false)]
    [InlineData(EvaluationReason.Disabled, false)]
    public void By_default_only_answers_that_could_have_been_others(EvaluationReason reason, bool isRecorded)
    {
        CompiledFlagParts Flag() => reason switch
        {
            EvaluationReason.Split => ExposedFlags.Half(),
            EvaluationReason.TargetingMatch => FlagSample.Parts(rules: [FlagSample.When("country", "SE", serve: 1)]),
            EvaluationReason.Default => FlagSample.Parts(rules: [FlagSample.When("country", "NO", serve: 1)]),
            EvaluationReason.Static => FlagSample.Parts(),
            _ => FlagSample.Parts(enabled: false),
        };
        var context = new EvaluationContext("user-1") { ["country"] = "SE" };
        using var flags = new ExposedFlags(flags: Flag());
        Assert.Equal(reason, flags.Flags.Evaluate("checkout", context).Reason);
        Assert.Equal(isRecorded, flags.Take().Count == 1);

        using var asked = new ExposedFlags(o => o.Reasons = [reason], flags: Flag());
        asked.Flags.Evaluate("checkout", context);
        Assert.Equal(reason, Assert.Single(asked.Take()).Reason);
    }

    [Fact]
    public void Nobody_in_particular_is_exposed_to_nothing_and_counted()
    {
        using var flags = new ExposedFlags(o => o.Reasons = Enum.GetValues<EvaluationReason>(), flags: [ExposedFlags.Half(StickyKey.Call), FlagSample.Parts("keyless", rules: [FlagSample.When("country", "SE", serve: 1)])]);
        flags.Flags.IsEnabled("checkout", new EvaluationContext("user-1"));
        flags.Routes.For("checkout").Expose("stable", "user-1");
        flags.Flags.IsEnabled("keyless");
        flags.Flags.IsEnabled("keyless", new EvaluationContext { ["country"] = "SE" });
        flags.Flags.IsEnabled("no such flag", new EvaluationContext("user-1"));
        Assert.Empty(flags.Take());
        Assert.Equal(4, flags.Recorder.Nobody);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData(42)]
    [InlineData(0.5)]
    public void The_unit_is_what_the_flag_sticks_by(object tenant)
    {
        using var flags = new ExposedFlags(flags: ExposedFlags.Half(StickyKey.Attribute, "tenant"));
        AttributeValue value = tenant switch { int i => i, double d => d, _ => (string)tenant };
        for (var i = 0; i < 2; i++)
        {
            flags.Flags.IsEnabled("checkout", new EvaluationContext($"user-{i}") { ["tenant"] = value });
        }

        var exposure = Assert.Single(flags.Take());
        Assert.Equal((value.ToString(), "tenant"), (exposure.Unit, exposure.UnitKind));
    }

    [Fact]
    public void A_context_that_cannot_be_read_costs_the_exposure_and_not_the_answer()
    {
        using var flags = new ExposedFlags(flags: FlagSample.Parts(rules: [FlagSample.When("country", "SE", serve: 1)]));
        Assert.Equal("candidate", flags.Flags.Evaluate("checkout", EvaluationContext.From(new Keyless())).Variant);
        Assert.Empty(flags.Take());
        Assert.Equal(1, flags.Recorder.Nobody);
    }

    [Fact]
    public void What_does_not_fit_is_dropped_and_recorded_at_the_next_use()
    {
        using var flags = new ExposedFlags(o => o.QueueCapacity = 64);
        for (var i = 0; i < 100; i++)
        {
            flags.Flags.IsEnabled("checkout", new EvaluationContext($"user-{i}"));
        }

        Assert.Equal(64, flags.Take().Count);
        Assert.Equal(36, flags.Recorder.Dropped);
        for (var i = 0; i < 100; i++)
        {
            flags.Flags.IsEnabled("checkout", new EvaluationContext($"user-{i}"));
        }

        Assert.Equal([.. Enumerable.Range(64, 36).Select(i => $"user-{i}")], flags.Take().Select(e => e.Unit));
    }

    [Fact]
    public void Recording_allocates_nothing_new_exposures_included()
    {
        using var flags = new ExposedFlags(o => o.QueueCapacity = 16_384);
        EvaluationContext[] contexts = [.. Enumerable.Range(0, 4000).Select(i => new EvaluationContext($"user-{i}"))];
        var key = new FlagKey("checkout");
        Read(contexts.AsSpan(0, 200));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(contexts);
        Read(contexts);

        // What the runtime does once, tiering up for example, is not what a use costs.
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / (2 * contexts.Length));
        Assert.Equal(4000, flags.Take().Count);

        void Read(ReadOnlySpan<EvaluationContext> from)
        {
            foreach (var context in from)
            {
                flags.Flags.IsEnabled(key, context);
            }
        }
    }

    private sealed class Keyless : IEvaluationContextSource
    {
        public string? FindTargetingKey() => throw new InvalidOperationException("no key");

        public bool TryFindAttribute(string name, out AttributeValue value)
        {
            value = name == "country" ? "SE" : default(AttributeValue);
            return true;
        }
    }
}
