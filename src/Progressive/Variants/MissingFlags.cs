using System.Collections.Concurrent;

namespace Progressive.Variants;

/// <summary>Answers for flags that do not exist: off, with the reason; made once per name, and for a bounded number of names.</summary>
internal static class MissingFlags
{
    private const int Most = 1024;

    private static readonly ConcurrentDictionary<string, Evaluation> s_answers = new(StringComparer.OrdinalIgnoreCase);

    // Names may come from a request; past the bound they share one answer instead of memory.
    private static readonly Evaluation s_any = Make("?");

    public static Evaluation Answer(string flag)
    {
        if (s_answers.TryGetValue(flag, out var answer))
        {
            return answer;
        }

        return s_answers.Count >= Most ? s_any : s_answers.GetOrAdd(flag, Make);
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
