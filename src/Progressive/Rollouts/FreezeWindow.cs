using System.Diagnostics.CodeAnalysis;

namespace Progressive.Rollouts;

/// <summary>
/// A time in which a plan raises nothing by itself: <c>Fri 15:00 - Mon 08:00 Europe/Stockholm</c> every week, <c>22:00 - 06:00 UTC</c> every day, or
/// <c>2026-12-20 - 2027-01-02 UTC</c> once, the last day included.
/// </summary>
/// <remarks>
/// Times are those on the wall in the named IANA zone, so a window keeps its hours over changes of the clock. Where the clock goes back and a time
/// comes twice, a window begins at the first and ends at the second; a time that the clock skips is the moment of the change. Immutable.
/// </remarks>
public sealed record FreezeWindow : ISpanParsable<FreezeWindow>
{
    internal FreezeWindow(FreezeEdge from, FreezeEdge to, TimeZoneInfo zone)
    {
        From = from;
        To = to;
        Zone = zone;
    }

    internal FreezeEdge From { get; }

    internal FreezeEdge To { get; }

    internal TimeZoneInfo Zone { get; }

    /// <summary>Parses a window; <paramref name="provider"/> is not used, windows are written the same in every culture.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Ignored.</param>
    /// <returns>The window.</returns>
    /// <exception cref="FormatException">The text is no window, or this machine does not know the zone; the message names the column and the fix.</exception>
    public static FreezeWindow Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static FreezeWindow Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, out var window, out var error) ? window : throw new FormatException(error);

    /// <summary>Parses a window without throwing.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Ignored.</param>
    /// <param name="result">The window.</param>
    /// <returns>Whether the text is a window in a zone that this machine knows.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out FreezeWindow result) =>
        TryParse(s.AsSpan(), out result, out _);

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out FreezeWindow)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out FreezeWindow result) =>
        TryParse(s, out result, out _);

    /// <summary>Parses a window, or says what is wrong with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="window">The window.</param>
    /// <param name="error">The error id, the column counted from 1, and the fix.</param>
    /// <returns>Whether the text is a window in a zone that this machine knows.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out FreezeWindow? window, [NotNullWhen(false)] out string? error) =>
        new FreezeParser(text, FreezeZones.Find).TryParse(out window, out error);

    /// <summary>When the window that is open at a moment ends.</summary>
    /// <param name="moment">The moment.</param>
    /// <returns>The end in UTC, which is after <paramref name="moment"/>; null where the window is not open then.</returns>
    public DateTimeOffset? EndAfter(DateTimeOffset moment)
    {
        DateTimeOffset? end = null;
        foreach (var (from, to) in Occurrences(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime)))
        {
            if (ToUtc(from, isEnd: false) <= moment && ToUtc(to, isEnd: true) is var ends && moment < ends && !(end >= ends))
            {
                end = ends;
            }
        }

        return end;
    }

    /// <summary>The canonical text.</summary>
    /// <returns>For example <c>Fri 15:00 - Mon 08:00 Europe/Stockholm</c>.</returns>
    public override string ToString() => $"{From} - {To} {Zone.Id}";

    /// <summary>Whether two windows are written the same.</summary>
    /// <param name="other">The window to compare with.</param>
    /// <returns>True when both ends and the zone are equal.</returns>
    public bool Equals(FreezeWindow? other) => other is not null && From == other.From && To == other.To && Zone.Id == other.Zone.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(From, To, Zone.Id);

    // A window that is open on a day began at most a week before it, as far as weeks go; a day more, because days differ by zone.
    private IEnumerable<(DateTime From, DateTime To)> Occurrences(DateOnly today)
    {
        if (From.Date is { } first)
        {
            yield return (At(first, From.Minute ?? 0), At(To.Date!.Value, To.Minute ?? FreezeEdge.MinutesPerDay));
            yield break;
        }

        for (var back = From.Day is null ? 2 : 8; back >= -1; back--)
        {
            var day = today.AddDays(-back);
            if (From.Day is { } weekday && day.DayOfWeek != weekday)
            {
                continue;
            }

            var days = From.Day is null ? 0 : ((int)To.Day!.Value - (int)From.Day.Value + 7) % 7;
            var ends = (days * FreezeEdge.MinutesPerDay) + To.Minute!.Value;
            if (ends <= From.Minute)
            {
                ends += (From.Day is null ? 1 : 7) * FreezeEdge.MinutesPerDay;
            }

            yield return (At(day, From.Minute!.Value), At(day, ends));
        }
    }

    private static DateTime At(DateOnly day, int minute) => day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);

    private DateTimeOffset ToUtc(DateTime onTheWall, bool isEnd)
    {
        while (Zone.IsInvalidTime(onTheWall))
        {
            onTheWall = onTheWall.AddMinutes(1);
        }

        var offset = Zone.GetUtcOffset(onTheWall);
        if (Zone.IsAmbiguousTime(onTheWall))
        {
            var offsets = Zone.GetAmbiguousTimeOffsets(onTheWall);
            offset = isEnd ? offsets.Min() : offsets.Max();
        }

        return new DateTimeOffset(onTheWall, offset).ToUniversalTime();
    }
}
