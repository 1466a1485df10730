using System.Diagnostics.Metrics;

namespace Progressive.Diagnostics;

/// <summary>The meter and the instruments that are written to directly; totals are published by observing our own cells.</summary>
internal sealed class ProgressiveTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _owned;

    public ProgressiveTelemetry(IMeterFactory? factory = null)
    {
        _owned = factory is null;
        _meter = factory?.Create(TelemetryNames.Source) ?? new Meter(TelemetryNames.Source);
        CallDuration = _meter.CreateHistogram<double>(
            TelemetryNames.CallDuration,
            "s",
            "How long calls of a variant took.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        Evaluations = _meter.CreateCounter<long>(TelemetryNames.Evaluations, "1", "Flag evaluations, by variant and reason.");
        Fallbacks = _meter.CreateCounter<long>(TelemetryNames.Fallbacks, "{call}", "Failed candidate calls that stable answered.");
        ValueMismatches = _meter.CreateCounter<long>(TelemetryNames.ValuesMismatched, "{reading}", "Readings of a variant's value as a type that it is not of.");
        Transitions = _meter.CreateCounter<long>(TelemetryNames.RolloutTransitions, "{transition}", "Transitions of rollouts.");
    }

    public Histogram<double> CallDuration { get; }

    public Counter<long> Evaluations { get; }

    public Counter<long> Fallbacks { get; }

    public Counter<long> Transitions { get; }

    public Counter<long> ValueMismatches { get; }

    public void ObserveCalls(Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableCounter(TelemetryNames.Calls, read, "{call}", "Calls of a variant, by how they ended.");

    public void ObserveRejectedMeasures(Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableCounter(TelemetryNames.MeasuresRejected, read, "{value}", "Values of measures that were no numbers at or above zero.");

    public void ObserveExposures(Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableCounter(TelemetryNames.Exposures, read, "{exposure}", "Exposures, by what became of them.");

    public void ObserveWeights(Func<IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableGauge(TelemetryNames.RolloutWeight, read, "1", "The share of traffic the candidate has, 0 to 1.");

    public void ObserveVerdicts(Func<IEnumerable<Measurement<int>>> read) =>
        _meter.CreateObservableGauge(TelemetryNames.GuardVerdict, read, "1", "-1 breached, 0 undecided, 1 holding.");

    public void Dispose()
    {
        if (_owned)
        {
            _meter.Dispose();
        }
    }
}
