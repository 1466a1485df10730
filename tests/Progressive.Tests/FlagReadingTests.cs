using Microsoft.Extensions.DependencyInjection;
using Progressive.Assignment;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests;

/// <summary>IFlags as an application gets it from its services.</summary>
public sealed class FlagReadingTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly LiveFlags _live;
    private readonly IFlags _flags;

    public FlagReadingTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProgressiveDelivery();
        _services = services.BuildServiceProvider();
        _live = _services.GetRequiredService<LiveFlags>();
        _flags = _services.GetRequiredService<IFlags>();
        _live.Publish(
        [
            FlagSample.Parts("new-search", ["off", "on"], @default: "on", off: "off"),
            FlagSample.Parts("beta", ["off", "on"], @default: "off", off: "off", rules: [FlagSample.When("group", "staff", 1)]),
            FlagSample.Parts("checkout", rollout: ("stable", "candidate"), revision: "1"),
        ]);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void By_name_and_by_handle()
    {
        Assert.True(_flags.IsEnabled("NEW-search"));
        Assert.True(_flags.IsEnabled(new FlagKey("new-search")));
        Assert.Same(_flags.Evaluate("new-search"), _flags.Evaluate(new FlagKey("New-Search")));
    }

    [Fact]
    public void A_flag_that_does_not_exist_is_off_and_says_so()
    {
        foreach (var evaluation in new[] { _flags.Evaluate("nobody"), _flags.Evaluate(new FlagKey("nobody")), _flags.Evaluate(new string('x', 5000)), _flags.Evaluate("") })
        {
            Assert.Equal("off", evaluation.Variant);
            Assert.False(evaluation.IsEnabled);
            Assert.Equal(EvaluationReason.Error, evaluation.Reason);
            Assert.Equal(EvaluationError.FlagNotFound, evaluation.Error);
        }

        Assert.False(_flags.IsEnabled("nobody"));
        Assert.Throws<ArgumentNullException>(() => _flags.IsEnabled((string)null!));
    }

    [Fact]
    public void Names_from_a_request_do_not_pile_up_in_memory()
    {
        for (var i = 0; i < 3000; i++)
        {
            Assert.Equal(EvaluationError.FlagNotFound, _flags.Evaluate($"made-up-{i}").Error);
        }

        Assert.Same(_flags.Evaluate("made-up-2998"), _flags.Evaluate("made-up-2999"));
    }

    [Fact]
    public void The_context_passed_wins_over_the_current_one()
    {
        using (EvaluationContext.Enter(new EvaluationContext("anna") { ["group"] = "staff" }))
        {
            Assert.True(_flags.IsEnabled("beta"));
            Assert.False(_flags.IsEnabled("beta", new EvaluationContext("ben")));
        }

        Assert.False(_flags.IsEnabled("beta"));
    }

    [Fact]
    public void A_missing_key_is_counted_for_the_flag()
    {
        _live.Update("checkout", s => s with { Weight = Share.All, Revision = "1" });
        Assert.Equal(EvaluationError.TargetingKeyMissing, _flags.Evaluate("checkout").Error);
        Assert.Equal(EvaluationError.TargetingKeyMissing, _flags.Evaluate(new FlagKey("CHECKOUT"), new EvaluationContext()).Error);
        Assert.Equal("candidate", _flags.Evaluate("checkout", new EvaluationContext("anna")).Variant);
        Assert.Equal(2, _live.MissingKeys("checkout"));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var context = new EvaluationContext("anna");
        var key = new FlagKey("checkout");
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            for (var i = 0; i < 100; i++)
            {
                _flags.IsEnabled("new-search");
                _flags.IsEnabled("nobody");
                _flags.Evaluate("checkout");
                _flags.Evaluate("checkout", context);
                _flags.Evaluate(key, context);
            }
        }
    }
}
