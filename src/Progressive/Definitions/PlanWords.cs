using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>The words a plan chooses among, and its other small values.</summary>
internal static class PlanWords
{
    private static readonly (string Word, BreachAction Action)[] s_breach =
        [("rollback", BreachAction.RollBack), ("pause", BreachAction.Pause), ("alert", BreachAction.Alert)];

    private static readonly (string Word, UndecidedAction Action)[] s_undecided =
        [("hold", UndecidedAction.Hold), ("proceed", UndecidedAction.Proceed), ("rollback", UndecidedAction.RollBack)];

    internal static IEnumerable<string> BreachWords => s_breach.Select(static entry => entry.Word);

    internal static IEnumerable<string> UndecidedWords => s_undecided.Select(static entry => entry.Word);

    public static BreachAction Breach(Written written) => Read(written, "OnBreach", s_breach);

    public static UndecidedAction Undecided(Written written) => Read(written, "OnUndecided", s_undecided);

    public static string Of(BreachAction action) => s_breach.First(entry => entry.Action == action).Word;

    public static string Of(UndecidedAction action) => s_undecided.First(entry => entry.Action == action).Word;

    public static TimeSpan? Duration(Written written, string what)
    {
        if (written.Text(what) is not { } text)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var duration, out var offset, out var problem))
        {
            return duration;
        }

        written.Complain(ErrorCodes.Duration, $"{what} '{Scalars.Cut(text)}' is no duration: column {offset + 1}: {problem}.");
        return null;
    }

    private static T Read<T>(Written written, string what, (string Word, T Value)[] words)
        where T : struct
    {
        if (written.Text(what) is not { Length: > 0 } text)
        {
            return words[0].Value;
        }

        foreach (var (word, value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var names = words.Select(entry => entry.Word).ToArray();
        var hint = MemberNames.Nearest(text, names) is { } meant ? $" Did you mean '{meant}'?" : "";
        written.Complain(ErrorCodes.UnknownWord, $"{what} is '{Scalars.Cut(text)}', which is none of {string.Join(", ", names)}.{hint}");
        return words[0].Value;
    }
}
