using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Metrics;
using Progressive.Variants;

namespace Progressive.Tests.Variants;

/// <summary>An application whose flags are candidate for everybody or split by call, with readers on the measures of their windows.</summary>
internal sealed class MeasuredCalls : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IMeasureReader> _readers = [];

    public MeasuredCalls(params (string Flag, string Definition)[] flags)
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var builder = services.AddProgressiveDelivery();
        foreach (var (flag, definition) in flags)
        {
            builder.AddFlag(flag, definition);
        }

        _services = services.BuildServiceProvider();
        Flags = _services.GetRequiredService<IFlags>();
        Routes = _services.GetRequiredService<VariantRoutes>();
    }

    public IFlags Flags { get; }

    public VariantRoutes Routes { get; }

    public IMeasureReader Read(string flag, string variant, string measure, bool randomisedOnly = false)
    {
        var reader = _services.GetRequiredService<MetricWindows>().Get(flag, variant, null).Open(measure, randomisedOnly);
        _readers.Add(reader);
        return reader;
    }

    public ValueTask<int> CallAsync(string flag, Func<ValueTask<int>> work, CancellationToken cancellationToken = default) =>
        Flags.CallAsync(flag, _ => work(), _ => work(), cancellationToken);

    public int Call(string flag, Action work)
    {
        var call = CallAsync(flag, () =>
        {
            work();
            return ValueTask.FromResult(1);
        });
        return call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("It should have ended at once.");
    }

    public Dictionary<string, long> Rejected()
    {
        var counts = new Dictionary<string, long>();
        var factory = _services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "progressive.measures.rejected" && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts[string.Join(' ', tags.ToArray()
            .Where(t => t.Key is "feature_flag.key" or "feature_flag.result.variant" or "progressive.measure")
            .OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => t.Value))] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return counts;
    }

    public void Dispose()
    {
        _readers.ForEach(r => r.Dispose());
        _services.Dispose();
    }
}

internal static class MeasureReaderExtensions
{
    public static double[] All(this IMeasureReader reader)
    {
        var buffer = new double[MeasureRing.Capacity];
        return buffer[..reader.Drain(buffer)];
    }
}
