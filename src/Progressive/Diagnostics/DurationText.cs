using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Progressive.Diagnostics;

/// <summary>
/// The one form durations are written in: whole numbers with units, the largest first, each at most once: <c>200ms</c>, <c>90s</c>, <c>1h30m</c>, <c>2d</c>.
/// </summary>
internal static class DurationText
{
    internal const string Examples = "90s, 15m, 1h30m, 2d or 200ms";

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    internal static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration) => TryParse(text, out duration, out _, out _);

    /// <param name="text">The whole duration, without white space around it.</param>
    /// <param name="duration">Zero or more.</param>
    /// <param name="offset">Where in <paramref name="text"/> the problem is, from 0.</param>
    /// <param name="problem">What is wrong and how to write it, without an error id: that belongs to whatever holds the duration.</param>
    internal static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration, out int offset, [NotNullWhen(false)] out string? problem)
    {
        duration = default;
        offset = 0;
        problem = null;
        var total = 0L;
        var nextUnit = 0;
        while (offset < text.Length)
        {
            var digits = offset;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            if (digits == offset)
            {
                problem = $"expected a whole number; write a duration like {Examples}";
                return false;
            }

            var end = digits;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            var unit = IndexOfUnit(text[digits..end]);
            if (unit < 0)
            {
                offset = digits;
                problem = end == digits
                    ? $"the number has no unit; write a duration like {Examples}"
                    : $"unknown unit '{text[digits..end]}'; use d, h, m, s, ms or us";
                return false;
            }

            if (unit < nextUnit)
            {
                offset = digits;
                problem = $"unit '{Units[unit].Name}' must come before '{Units[nextUnit - 1].Name}' and only once, as in 1h30m";
                return false;
            }

            if (!long.TryParse(text[offset..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number > (TimeSpan.MaxValue.Ticks - total) / Units[unit].Ticks)
            {
                problem = "the duration is too long; the longest is 10675199d";
                return false;
            }

            total += number * Units[unit].Ticks;
            nextUnit = unit + 1;
            offset = end;
        }

        if (text.IsEmpty)
        {
            problem = $"the duration is missing; write one like {Examples}";
            return false;
        }

        duration = new TimeSpan(total);
        return true;
    }

    /// <summary>The canonical form: <c>90s</c> becomes <c>1m30s</c>; below a microsecond is cut off.</summary>
    internal static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var text = new StringBuilder();
        var rest = duration.Ticks;
        foreach (var (name, ticks) in Units)
        {
            if (rest >= ticks)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / ticks}{name}");
                rest %= ticks;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static int IndexOfUnit(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (name.SequenceEqual(Units[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
