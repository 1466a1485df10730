using Progressive.Guards;

namespace Progressive.Rollouts.Fleet;

/// <summary>What this process has learned of one rollout and nobody has judged by yet. Not safe for several threads.</summary>
/// <remarks>
/// Windows are numbered and sent again with every report until the record says that they were taken in, so a report that is lost, doubled or late changes nothing. What piles up while nobody
/// judges is put together from the far end: no evidence is lost, and a report stays small.
/// </remarks>
internal sealed class SpanQueue
{
    /// <summary>Windows that stand alone, at most.</summary>
    public const int MostWindows = 12;

    private readonly List<SpanWindow> _windows = [];
    private long _last;

    public IReadOnlyList<SpanWindow> Windows => _windows;

    /// <summary>Ends a window; one that learned nothing is none.</summary>
    public void Add(IEnumerable<GuardSpan> spans)
    {
        GuardSpan[] news = [.. spans.Where(static span => !span.IsEmpty)];
        if (news.Length == 0)
        {
            return;
        }

        _last++;
        _windows.Add(new SpanWindow(_last, _last, news));
        if (_windows.Count > MostWindows)
        {
            _windows[0] = _windows[0].Then(_windows[1]);
            _windows.RemoveAt(1);
        }
    }

    /// <summary>Forgets what was taken in.</summary>
    /// <param name="last">The last window that was.</param>
    /// <returns>How many windows of evidence are lost: they were put together with one that was taken in alone, by somebody who read a report that was sent before.</returns>
    public long Consumed(long last)
    {
        var lost = _windows.Where(window => window.First <= last && window.Last > last).Sum(window => window.Last - last);
        _windows.RemoveAll(window => window.First <= last);
        return lost;
    }
}
