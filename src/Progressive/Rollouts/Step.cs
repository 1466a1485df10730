using System.Diagnostics.CodeAnalysis;
using Progressive.Assignment;
using Progressive.Diagnostics;

namespace Progressive.Rollouts;

/// <summary>One step of a plan, written <c>10% for 30m</c>, <c>approval</c> or <c>100%</c>.</summary>
/// <param name="Kind">What the step does.</param>
/// <param name="Share">The candidate's share, for <see cref="StepKind.Share"/> and <see cref="StepKind.Shadow"/>; otherwise none.</param>
/// <param name="Duration">The least time in the step; null: until the evidence is there.</param>
/// <param name="Segment">The segment the share is of; null: everybody.</param>
/// <remarks>
/// <c>shadow N% [for D] | preview [for D] | N% [of SEGMENT] [for D] | approval | commit</c>, with <c>D</c> like <c>90s 15m 1h30m 2d</c>.
/// <see cref="ToString"/> writes what <see cref="Parse(string, IFormatProvider?)"/> reads back.
/// </remarks>
public sealed record Step(StepKind Kind, Share Share = default, TimeSpan? Duration = null, string? Segment = null) : ISpanParsable<Step>
{
    /// <summary>Whether entering this step promotes the candidate.</summary>
    public bool Promotes => Kind == StepKind.Share && Share == Share.All && Segment is null;

    /// <summary>Parses a step; <paramref name="provider"/> is not used, steps are the same in every culture.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Ignored.</param>
    /// <returns>The step.</returns>
    /// <exception cref="FormatException">The text is no step; the message names the column and the fix.</exception>
    public static Step Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Step Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, out var step, out var error) ? step : throw new FormatException(error);

    /// <summary>Parses a step without throwing.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Ignored.</param>
    /// <param name="result">The step.</param>
    /// <returns>Whether the text is a step.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Step result) =>
        TryParse(s.AsSpan(), out result, out _);

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out Step)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out Step result) =>
        TryParse(s, out result, out _);

    /// <summary>Parses a step, or says what is wrong with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="step">The step.</param>
    /// <param name="error">The error id, the column counted from 1, and the fix.</param>
    /// <returns>Whether the text is a step.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Step? step, [NotNullWhen(false)] out string? error) =>
        new StepParser(text).TryParse(out step, out error);

    /// <summary>The canonical text.</summary>
    /// <returns>For example <c>10% for 30m</c>.</returns>
    public override string ToString()
    {
        var what = Kind switch
        {
            StepKind.Share => Segment is null ? $"{Share}" : $"{Share} of {Segment}",
            StepKind.Approval => "approval",
            StepKind.Shadow => $"shadow {Share}",
            StepKind.Preview => "preview",
            _ => "commit",
        };
        return Duration is { } duration ? $"{what} for {DurationText.Format(duration)}" : what;
    }
}
