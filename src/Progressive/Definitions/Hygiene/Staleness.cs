using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Rollouts;

namespace Progressive.Definitions.Hygiene;

/// <summary>Why a flag is stale, by what a process saw of it. Pure.</summary>
/// <remarks>By the wall clock, which people's dates are about: when it jumps, a hint comes early or late, and nothing is decided by hints.</remarks>
internal static class Staleness
{
    public static IReadOnlyList<FlagFinding> Find(CompiledFlagParts parts, FlagUsage usage, RolloutStatus? rollout, HygieneOptions options, DateTimeOffset now)
    {
        var findings = new List<FlagFinding>();
        if (Expiry.Find(parts, now) is { } expired)
        {
            findings.Add(expired);
        }

        if (parts.Notes.IsPermanent())
        {
            return findings;
        }

        var key = parts.Key;
        var unused = now - (usage.LastEvaluated ?? usage.KnownSince);
        if (unused >= options.NotEvaluatedFor)
        {
            var since = usage.LastEvaluated is null ? "never evaluated" : "not evaluated";
            findings.Add(new FlagFinding(
                ErrorCodes.FlagNotEvaluated,
                key,
                $"Flag '{key}' was {since} in this process for {Expiry.Days(unused)}.",
                "Look for its key in the code of every service; where nothing reads it, delete the flag."));
        }

        if (BakedAt(rollout) is { } baked)
        {
            if (now - baked >= options.BakedFor)
            {
                var (sentence, diff) = CleanUps.Of(parts, VariantNames.Candidate);
                findings.Add(new FlagFinding(
                    ErrorCodes.RolloutFinished,
                    key,
                    $"The rollout of '{key}' was promoted, and its bake has been over for {Expiry.Days(now - baked)}.",
                    sentence) { Diff = diff });
            }
        }
        else if (rollout is not { Phase: RolloutPhase.Progressing or RolloutPhase.Paused or RolloutPhase.Promoted }
            && usage is { Answer: { } answer, AnswerSince: { } from, LastEvaluated: { } last }
            && last - from >= options.SameAnswerFor)
        {
            var (sentence, diff) = CleanUps.Of(parts, answer);
            findings.Add(new FlagFinding(
                ErrorCodes.FlagSameAnswer, key, $"Flag '{key}' has answered '{answer}' to everybody for {Expiry.Days(last - from)} in this process.", sentence) { Diff = diff });
        }

        return findings;
    }

    // Past its bake the history has the entry, unless operators have written 64 others since.
    private static DateTimeOffset? BakedAt(RolloutStatus? rollout) => rollout is not { Phase: RolloutPhase.Promoted, IsBaked: true, History: { Count: > 0 } history }
        ? null
        : (history.LastOrDefault(static entry => entry.What == "baked") ?? history[^1]).At;
}
