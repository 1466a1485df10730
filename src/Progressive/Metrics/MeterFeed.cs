using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Progressive.Metrics;

/// <summary>
/// Makes measurements of the application's own instruments measures of the call they are taken in: what a library reports to OpenTelemetry need not be
/// recorded a second time.
/// </summary>
internal sealed class MeterFeed : IHostedService, IDisposable
{
    private readonly MetricCatalog _catalog;
    private readonly Lock _gate = new();
    private MeterListener? _listener;

    public MeterFeed(MetricCatalog catalog)
    {
        _catalog = catalog;
        catalog.Changed += Listen;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Listen();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _catalog.Changed -= Listen;
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    private static void Record<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, IConvertible
    {
        if (state is string measure)
        {
            Call.Current?.Measure(measure, value.ToDouble(CultureInfo.InvariantCulture));
        }
    }

    private void Listen()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
            var metrics = _catalog.Current.All.Where(m => m is { Meter: not null, Instrument: not null }).ToArray();
            if (metrics.Length == 0)
            {
                return;
            }

            var listener = new MeterListener
            {
                InstrumentPublished = (instrument, self) =>
                {
                    // Observable instruments are read by whoever exports them, outside of any call.
                    if (!instrument.IsObservable
                        && metrics.FirstOrDefault(m => m.Meter == instrument.Meter.Name && m.Instrument == instrument.Name) is { } metric)
                    {
                        self.EnableMeasurementEvents(instrument, metric.Key);
                    }
                },
            };
            listener.SetMeasurementEventCallback<double>(Record);
            listener.SetMeasurementEventCallback<float>(Record);
            listener.SetMeasurementEventCallback<decimal>(Record);
            listener.SetMeasurementEventCallback<long>(Record);
            listener.SetMeasurementEventCallback<int>(Record);
            listener.SetMeasurementEventCallback<short>(Record);
            listener.SetMeasurementEventCallback<byte>(Record);
            listener.Start();
            _listener = listener;
        }
    }
}
