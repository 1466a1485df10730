using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Progressive.Diagnostics;
using Progressive.Exposures;
using Progressive.Flags;
using Progressive.Metrics;
using Progressive.Variants;

namespace Progressive.Tests.Exposures;

/// <summary>Flags whose use is recorded, and what was.</summary>
internal sealed class ExposedFlags : IDisposable
{
    private readonly ProgressiveTelemetry _telemetry = new();

    public ExposedFlags(Action<ExposureOptions>? configure = null, TimeProvider? time = null, params CompiledFlagParts[] flags)
    {
        var options = new ExposureOptions();
        configure?.Invoke(options);
        time ??= TimeProvider.System;
        Recorder = new ExposureRecorder(Options.Create(options), time, _telemetry);
        Routes = new VariantRoutes(Live, new MetricWindows(time, new MetricCatalog()), _telemetry, time, Recorder);
        Flags = new FlagClient(Live, Routes, _telemetry, new ValueMismatches(_telemetry, NullLogger.Instance));
        Live.Publish(flags.Length > 0 ? flags : [Half()]);
    }

    public LiveFlags Live { get; } = new();

    public ExposureRecorder Recorder { get; }

    public VariantRoutes Routes { get; }

    public IFlags Flags { get; }

    /// <summary>Everybody gets one of two variants by chance.</summary>
    public static CompiledFlagParts Half(StickyKey stickBy = StickyKey.TargetingKey, string? attribute = null) =>
        FlagSample.Parts(split: [("stable", "50%"), ("candidate", "50%")], stickBy: stickBy, attribute: attribute, revision: "7");

    /// <summary>What was recorded since the last time.</summary>
    public List<Exposure> Take()
    {
        var taken = new List<Exposure>();
        while (Recorder.Queue.TryRead(out var pending))
        {
            taken.Add(pending.Value.ToExposure());
        }

        return taken;
    }

    public string KeyFor(string variant) =>
        Enumerable.Range(0, 1000).Select(i => $"user-{i}").First(key => Flags.Peek("checkout", new EvaluationContext(key)).Variant == variant);

    public void Dispose() => _telemetry.Dispose();
}
