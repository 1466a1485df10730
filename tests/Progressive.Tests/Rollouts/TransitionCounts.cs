using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Progressive.Tests.Rollouts;

/// <summary>What the counter of transitions counted for the flag of these tests.</summary>
internal sealed class TransitionCounts : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public TransitionCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "progressive.rollout.transitions")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            // Other tests run beside this one; what is counted here happens in the thread of this one.
            if (Environment.CurrentManagedThreadId != _thread)
            {
                return;
            }

            foreach (var (name, value) in tags)
            {
                if (name == "progressive.transition")
                {
                    _counts.AddOrUpdate((string)value!, count, (_, before) => before + count);
                }
            }
        });
        _listener.Start();
    }

    public long Of(string transition) => _counts.GetValueOrDefault(transition);

    public void Dispose() => _listener.Dispose();
}
