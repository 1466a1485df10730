using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Progressive.Simulation;

/// <summary>
/// How the calls of a variant turn out in a simulation: <c>error_rate=0.2%,latency=lognormal(80ms,0.4),cost_usd=lognormal(0.01,0.5)</c>. Calls are
/// independent of each other, and how a call ends is independent of how long it takes. Immutable.
/// </summary>
public sealed record CallModel
{
    /// <summary>The share of calls that fail, 0 to 1. Default: 0.002.</summary>
    public double ErrorRate { get; init; } = 0.002;

    /// <summary>The share of calls that are rejected, 0 to 1; with <see cref="ErrorRate"/> at most 1. Default: 0.</summary>
    public double RejectionRate { get; init; }

    /// <summary>How long calls take, in seconds. Default: <c>lognormal(80ms, 0.4)</c>.</summary>
    public Distribution Latency { get; init; } = Distribution.Lognormal(0.08, 0.4);

    /// <summary>What calls record, by the measure's name in lower case. Default: nothing.</summary>
    public IReadOnlyDictionary<string, Distribution> Measures { get; init; } = new SortedDictionary<string, Distribution>(StringComparer.Ordinal);

    /// <summary>Reads a model.</summary>
    /// <param name="text">Members separated by commas; those left out keep their defaults.</param>
    /// <returns>The model.</returns>
    /// <exception cref="FormatException">The text is no model; the message names the column and the fix.</exception>
    public static CallModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, null, out var model, out var error) ? model : throw new FormatException(error);
    }

    /// <summary>Reads a model, or says what is wrong with it.</summary>
    /// <param name="text">Members separated by commas.</param>
    /// <param name="start">What members that are left out have; null for the defaults.</param>
    /// <param name="model">The model.</param>
    /// <param name="error">The error id, the column counted from 1, and the fix.</param>
    /// <returns>Whether the text is a model.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, CallModel? start, [NotNullWhen(true)] out CallModel? model, [NotNullWhen(false)] out string? error) =>
        new CallModelParser(text).TryParse(start ?? new CallModel(), out model, out error);

    /// <summary>Whether two models say the same.</summary>
    /// <param name="other">The model to compare with.</param>
    /// <returns>True when all members are equal.</returns>
    public bool Equals(CallModel? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The canonical text, which is read back as an equal model.</summary>
    /// <returns>For example <c>error_rate=0.2%,latency=lognormal(80ms, 0.4)</c>.</returns>
    public override string ToString() =>
        $"error_rate={Percent(ErrorRate)}{(RejectionRate > 0 ? $",rejection_rate={Percent(RejectionRate)}" : "")},latency={Latency.DurationText()}"
        + string.Concat(Measures.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $",{m.Key}={m.Value}"));

    private static string Percent(double rate) => Math.Round(rate * 100, 10).ToString("0.##########", CultureInfo.InvariantCulture) + "%";
}
