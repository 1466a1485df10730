using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Progressive.Diagnostics;

namespace Progressive.Rollouts;

/// <summary>Reads one freeze window, word by word; a problem is reported at the column of the word it is in.</summary>
internal ref struct FreezeParser(ReadOnlySpan<char> text, Func<string, TimeZoneInfo?> find)
{
    private const string Forms = "Write 'Fri 15:00 - Mon 08:00 Europe/Stockholm', '22:00 - 06:00 UTC' or '2026-12-20 - 2027-01-02 UTC'";

    private readonly ReadOnlySpan<char> _text = text;
    private int _next;
    private int _start;
    private string? _problem;
    private string _code = ErrorCodes.InvalidFreeze;

    public bool TryParse([NotNullWhen(true)] out FreezeWindow? window, [NotNullWhen(false)] out string? error)
    {
        window = Read();
        var shown = _text.Length <= 64 ? _text : _text[..64];
        error = window is not null ? null
            : _code == ErrorCodes.InvalidFreeze ? $"{_code}: '{shown}' is no freeze: column {_start + 1}: {_problem}. {Forms}."
            : $"{_code}: '{shown}': column {_start + 1}: {_problem}.";
        return window is not null;
    }

    private FreezeWindow? Read()
    {
        if (ReadEdge() is not { } from)
        {
            return null;
        }

        if (Word() is not "-")
        {
            return Fail("a '-' with spaces around it is expected between the beginning and the end");
        }

        var second = _next;
        if (ReadEdge() is not { } to)
        {
            return null;
        }

        if (!from.IsLike(to))
        {
            _start = second + 1;
            return Fail("the end is of another form than the beginning");
        }

        if (from == to || (from.Day is null && from.Date is null && from.Minute % FreezeEdge.MinutesPerDay == to.Minute % FreezeEdge.MinutesPerDay))
        {
            _start = second + 1;
            if (from.Date is null || from.Minute is not null)
            {
                return Fail("the end is the beginning");
            }
        }

        if (from.Date is not null && (from.Date, from.Minute ?? 0).CompareTo((to.Date, to.Minute ?? FreezeEdge.MinutesPerDay)) > 0)
        {
            _start = second + 1;
            return Fail("the end is before the beginning");
        }

        var zone = Word();
        if (zone.IsEmpty)
        {
            return Fail("the time zone is missing");
        }

        var id = zone.ToString();
        if (find(id) is not { } found)
        {
            _code = ErrorCodes.UnknownTimeZone;
            return Fail(FreezeZones.Missing(id, find));
        }

        return Word() is { IsEmpty: false } rest ? Fail($"'{rest}' is too much") : new FreezeWindow(from, to, found);
    }

    private FreezeEdge? ReadEdge()
    {
        var word = Word();
        if (word.IsEmpty)
        {
            return FailEdge("a day, a time or a date is missing");
        }

        if (TryTime(word, out var minute))
        {
            return new FreezeEdge(null, null, minute);
        }

        for (var day = 0; day < FreezeEdge.Days.Length; day++)
        {
            if (word.Equals(FreezeEdge.Days[day], StringComparison.OrdinalIgnoreCase))
            {
                word = Word();
                return TryTime(word, out minute) ? new FreezeEdge((DayOfWeek)day, null, minute)
                    : FailEdge(word.IsEmpty || word is "-" ? "a day needs a time, as in 'Fri 15:00'" : NoTime(word));
            }
        }

        if (!DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return FailEdge($"'{word}' is neither a day (Mon to Sun), a time like 15:00 nor a date like 2026-12-20");
        }

        var (next, start) = (_next, _start);
        if (TryTime(Word(), out minute))
        {
            return new FreezeEdge(null, date, minute);
        }

        (_next, _start) = (next, start);
        return new FreezeEdge(null, date, null);
    }

    private static string NoTime(ReadOnlySpan<char> word) => $"'{word}' is no time; write hours and minutes from 00:00 to 24:00";

    // HH:mm, with 24:00 for the end of a day.
    private static bool TryTime(ReadOnlySpan<char> word, out int minute)
    {
        minute = 0;
        if (word.Length != 5 || word[2] != ':'
            || !int.TryParse(word[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(word[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return false;
        }

        minute = (hours * 60) + minutes;
        return minutes < 60 && minute <= FreezeEdge.MinutesPerDay;
    }

    private FreezeWindow? Fail(string problem)
    {
        _problem = problem;
        return null;
    }

    private FreezeEdge? FailEdge(string problem)
    {
        _problem = problem;
        return null;
    }

    private ReadOnlySpan<char> Word()
    {
        while (_next < _text.Length && char.IsWhiteSpace(_text[_next]))
        {
            _next++;
        }

        _start = _next;
        while (_next < _text.Length && !char.IsWhiteSpace(_text[_next]))
        {
            _next++;
        }

        return _text[_start.._next];
    }
}
