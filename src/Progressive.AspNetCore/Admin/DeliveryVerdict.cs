using Progressive.Guards;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Admin;

/// <summary>One word about a flag, for controllers outside: is its candidate good, bad, or is it too early to say. Pure.</summary>
internal static class DeliveryVerdict
{
    public const string Pass = "pass";
    public const string Fail = "fail";
    public const string Insufficient = "insufficient";

    /// <summary>Of a rollout.</summary>
    public static (string Verdict, string Reason) Of(RolloutStatus rollout) => rollout.Phase switch
    {
        RolloutPhase.RolledBack => (Fail, Last(rollout, "the candidate was rolled back")),
        RolloutPhase.Promoted => (Pass, rollout.IsBaked ? "promoted, and the bake is over" : "promoted, in its bake"),
        RolloutPhase.Paused when rollout.Reason == RolloutReason.Breach => (Fail, Last(rollout, "a guard was breached")),
        RolloutPhase.Paused => (Insufficient, $"paused: {Last(rollout, "by an operator")}"),
        _ when Of(rollout.Guards) is var (verdict, reason) && verdict == Fail => (Fail, reason),
        _ when rollout.Waiting is { } waiting => (Insufficient, waiting),
        _ => Of(rollout.Guards),
    };

    /// <summary>Of guards alone. None at all prove nothing.</summary>
    public static (string Verdict, string Reason) Of(IReadOnlyList<GuardStatus> guards)
    {
        var enforced = guards.Where(g => g.Guard.Mode == GuardMode.Enforce).ToArray();
        var breached = enforced.Where(g => g.Verdict == Verdict.Breached).ToArray();
        var undecided = enforced.Where(g => g.Verdict == Verdict.Undecided).ToArray();
        return (enforced, breached, undecided) switch
        {
            ([], _, _) => (Insufficient, "there are no guards that could say anything"),
            (_, [_, ..], _) => (Fail, Sentences(breached)),
            (_, _, [_, ..]) => (Insufficient, Sentences(undecided)),
            _ => (Pass, Sentences(enforced)),
        };
    }

    private static string Sentences(GuardStatus[] guards) => string.Join("; ", guards.Select(g => g.Evidence));

    private static string Last(RolloutStatus rollout, string otherwise) => rollout.History is [.., var last] ? last.Explanation : otherwise;
}
