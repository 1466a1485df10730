using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Defines a metric in code. What is wrong with it is reported on load, together with everything else.</summary>
public sealed class MetricBuilder
{
    internal MetricBuilder()
    {
    }

    internal JsonObject Content { get; } = JsonNames.NewObject();

    /// <summary>Counts values above as this much. Guards that compare with stable, and lower bounds such as <c>similarity mean > 0.9</c>, need it.</summary>
    /// <param name="cap">Above 0, in the metric's unit.</param>
    /// <returns>This builder.</returns>
    public MetricBuilder Cap(double cap)
    {
        Content["Cap"] = cap;
        return this;
    }

    /// <summary>One value for each targeting key in place of each call: what is tracked within a time of its first exposure.</summary>
    /// <param name="within">How long values still count for the key; its value is known when this has passed.</param>
    /// <returns>This builder.</returns>
    public MetricBuilder PerTargetingKey(TimeSpan within)
    {
        Content["Per"] = "targetingKey";
        Content["Within"] = DurationText.Format(within);
        return this;
    }

    /// <summary>Asks a source for the value.</summary>
    /// <param name="source">The name it is registered with; <c>prometheus</c> for the one of <c>AddPrometheus</c>.</param>
    /// <param name="query">What it is asked, with the placeholders <c>{flag}</c>, <c>{variant}</c> and <c>{revision}</c>.</param>
    /// <param name="every">How often; at least a second. Default: 15 seconds.</param>
    /// <returns>This builder.</returns>
    public MetricBuilder From(string source, string query, TimeSpan? every = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(query);
        Content["Source"] = source;
        Content["Query"] = query;
        if (every is { } period)
        {
            Content["Every"] = DurationText.Format(period);
        }

        return this;
    }

    /// <summary>Takes what an instrument of the application measures during a call.</summary>
    /// <param name="meter">The name of the meter.</param>
    /// <param name="instrument">The name of the instrument; a counter or a histogram, not an observable one.</param>
    /// <returns>This builder.</returns>
    public MetricBuilder FromInstrument(string meter, string instrument)
    {
        ArgumentException.ThrowIfNullOrEmpty(meter);
        ArgumentException.ThrowIfNullOrEmpty(instrument);
        Content["Meter"] = meter;
        Content["Instrument"] = instrument;
        return this;
    }
}
