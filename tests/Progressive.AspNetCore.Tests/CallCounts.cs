using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.AspNetCore.Tests;

/// <summary>Reads <c>progressive.calls</c> of one application, as an exporter would.</summary>
internal sealed class CallCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];

    public CallCounts(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "progressive.calls" && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (value > 0)
            {
                var type = Tag(tags, "error.type");
                var name = $"{Tag(tags, "feature_flag.key")} {Tag(tags, "feature_flag.result.variant")} {Tag(tags, "progressive.outcome")}";
                _counts[type.Length == 0 ? name : $"{name} {type}"] = value;
            }
        });
        _listener.Start();
    }

    /// <summary>"flag variant outcome [type]=count", sorted; what has not happened is not there.</summary>
    public string Read()
    {
        _counts.Clear();
        _listener.RecordObservableInstruments();
        return string.Join("; ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}={count.Value}"));
    }

    private static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return (string)tag.Value!;
            }
        }

        return "";
    }

    public void Dispose() => _listener.Dispose();
}
