using System.Collections.Concurrent;

namespace Progressive.Variants;

/// <summary>Answers for flags that do not exist: off, with the reason; made once per name, and for a bounded number of names.</summary>
internal static class MissingFlags
{
    private const int Most = 1024;

    // The dictionary's own count takes all its locks.
    private static int s_made;

    private static readonly ConcurrentDictionary<string, Evaluation> s_answers = new(StringComparer.OrdinalIgnoreCase);

    // Names may come from a request; past the bound they share one answer instead of memory.
    private static readonly Evaluation s_any = Make("?");

    public static Evaluation Answer(string flag)
    {
        if (s_answers.TryGetValue(flag, out var answer))
        {
            return answer;
        }

        // Several threads may pass at once and make a few more, or one twice: a bound on memory, not a number to keep exactly.
        if (Volatile.Read(ref s_made) >= Most)
        {
            return s_any;
        }

        if (s_answers.TryAdd(flag, Make(flag)))
        {
            Interlocked.Increment(ref s_made);
        }

        return s_answers[flag];
    }

    private static Evaluation Make(string flag) => new(
        flag,
        "off",
        variantIndex: -1,
        isEnabled: false,
        EvaluationReason.Error,
        error: EvaluationError.FlagNotFound,
        cause: "no definition and no code names this flag");
}
