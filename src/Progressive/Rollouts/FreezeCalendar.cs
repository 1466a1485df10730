using System.Globalization;

namespace Progressive.Rollouts;

/// <summary>Whether a plan is frozen at a moment, by which window, and until when: windows that touch or overlap are one freeze.</summary>
internal static class FreezeCalendar
{
    // Windows that together cover everything have no end; what is told then is as far as was looked.
    private const int MostWindowsAhead = 64;

    public static Freeze? Find(IReadOnlyList<FreezeWindow> windows, DateTimeOffset now)
    {
        FreezeWindow? open = null;
        var until = now;
        for (var i = 0; i < MostWindowsAhead && Next(windows, until) is { } next; i++)
        {
            open ??= next.Window;
            until = next.End;
        }

        return open is null ? null : new Freeze(open, until);
    }

    private static (FreezeWindow Window, DateTimeOffset End)? Next(IReadOnlyList<FreezeWindow> windows, DateTimeOffset moment)
    {
        foreach (var window in windows)
        {
            if (window.EndAfter(moment) is { } end)
            {
                return (window, end);
            }
        }

        return null;
    }
}

/// <summary>A freeze that is on.</summary>
/// <param name="Window">The window.</param>
/// <param name="Until">When nothing is frozen any more, in UTC.</param>
internal sealed record Freeze(FreezeWindow Window, DateTimeOffset Until)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"'{Window}', until {Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
