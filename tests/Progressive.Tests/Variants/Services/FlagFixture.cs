using Progressive.Flags;
using Progressive.Metrics;
using Progressive.Variants;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.Tests.Variants.Services;

/// <summary>A flag with the two variants of a service, put into the live snapshot directly.</summary>
internal sealed class FlagFixture
{
    private readonly LiveFlags _live;
    private readonly MetricWindows _windows;

    public FlagFixture(IServiceProvider provider, string flag)
    {
        Flag = flag;

        // Routes bring the written definitions; what a test serves comes on top of them.
        _ = provider.GetRequiredService<VariantRoutes>();
        _live = provider.GetRequiredService<LiveFlags>();
        _windows = provider.GetRequiredService<MetricWindows>();
        Time = provider.GetRequiredService<TimeProvider>();
        Revision = provider.GetRequiredService<VariantDeclarations>().RevisionOf(flag, VariantNames.Candidate);
    }

    public string Flag { get; }

    public string? Revision { get; }

    public TimeProvider Time { get; }

    public MetricTotals Stable => _windows.Get(Flag, VariantNames.Stable, null).Read(Time.GetTimestamp());

    public MetricTotals Candidate => _windows.Get(Flag, VariantNames.Candidate, Revision).Read(Time.GetTimestamp());

    public IMeasureReader Measure(string variant, string measure) =>
        _windows.Get(Flag, variant, variant == VariantNames.Candidate ? Revision : null).Open(measure, randomisedOnly: false);

    /// <summary>Everybody gets one variant from now on.</summary>
    public void Serve(string variant, bool fallback = false)
    {
        var parts = new CompiledFlagParts(
            Flag,
            [new FlagVariant(VariantNames.Stable, 0, isOn: false, null), new FlagVariant(VariantNames.Candidate, 1, isOn: true, Revision)],
            IsEnabled: true,
            Default: variant == VariantNames.Candidate ? 1 : 0,
            Off: 0,
            StickyKey.TargetingKey,
            null,
            [],
            null,
            null,
            fallback ? 0 : null);
        _live.Publish([.. _live.Current.Flags.Select(f => f.Parts).Where(p => p.Key != Flag), parts]);
    }
}
