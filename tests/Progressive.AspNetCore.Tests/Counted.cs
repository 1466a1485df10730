using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Progressive.AspNetCore.Tests;

/// <summary>Sums a counter of one application, by its first tag.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];

    public Counted(IServiceProvider services, string instrument)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument && ReferenceEquals(published.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var tag = tags.Length == 0 ? "" : (string)tags[0].Value!;
            lock (_counts)
            {
                _counts[tag] = _counts.GetValueOrDefault(tag) + value;
            }
        });
        _listener.Start();
    }

    /// <summary>"first tag=sum" of every tag, sorted.</summary>
    public string Read() => string.Join(' ', _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}={count.Value}"));

    public void Dispose() => _listener.Dispose();
}
