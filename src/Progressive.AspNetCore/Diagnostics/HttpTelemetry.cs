using System.Diagnostics.Metrics;
using Progressive.AspNetCore.Overrides;

namespace Progressive.AspNetCore.Diagnostics;

/// <summary>What this package counts, on the meter of the library.</summary>
internal sealed class HttpTelemetry
{
    private readonly Counter<long> _overrides;
    private readonly Counter<long> _dropped;

    public HttpTelemetry(IMeterFactory meters)
    {
        // The factory owns it, and hands out the same one to whoever asks by this name.
        var meter = meters.Create("Progressive");
        _overrides = meter.CreateCounter<long>("progressive.overrides", "{token}", "Override tokens that requests brought, by what became of them.");
        _dropped = meter.CreateCounter<long>("progressive.propagation.dropped", "{variant}", "Variants that found no room in the baggage of a request.");
    }

    public void Override(OverrideRefusal refusal) => _overrides.Add(1, new KeyValuePair<string, object?>("progressive.override.result", Word(refusal)));

    public void Dropped(int variants) => _dropped.Add(variants);

    private static string Word(OverrideRefusal refusal) => refusal switch
    {
        OverrideRefusal.None => "accepted",
        OverrideRefusal.BadSignature => "bad_signature",
        OverrideRefusal.Expired => "expired",
        OverrideRefusal.NotYetValid => "not_yet_valid",
        OverrideRefusal.LivesTooLong => "lives_too_long",
        OverrideRefusal.WrongAudience => "wrong_audience",
        OverrideRefusal.WrongSubject => "wrong_subject",
        OverrideRefusal.Used => "used",
        _ => "malformed",
    };
}
