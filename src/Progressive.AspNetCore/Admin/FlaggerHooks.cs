using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Admin;

/// <summary>
/// Flagger's webhooks: 200 is yes, 403 is no. Flagger takes 200, 201 and 202 for a yes and everything else, 204 too, for a no; and a yes to
/// <c>rollback</c> makes it roll back.
/// </summary>
internal sealed class FlaggerHooks(IRollouts rollouts)
{
    public static readonly string[] Names = ["confirm-rollout", "pre-rollout", "rollout", "confirm-traffic-increase", "confirm-promotion", "post-rollout", "rollback", "event"];

    public IResult Post(string hook, string? flag)
    {
        if (!Names.Contains(hook, StringComparer.Ordinal))
        {
            return AdminProblems.NoHook(hook);
        }

        if (string.IsNullOrEmpty(flag))
        {
            return AdminProblems.NoFlagNamed();
        }

        var rollout = rollouts.Find(flag);
        var guards = rollouts.GuardsOf(flag);
        if (rollout is null && guards.Count == 0)
        {
            return AdminProblems.NoFlag(flag);
        }

        var (verdict, reason) = rollout is null ? DeliveryVerdict.Of(guards) : DeliveryVerdict.Of(rollout);
        return hook switch
        {
            "confirm-traffic-increase" => Answer(verdict == DeliveryVerdict.Pass, verdict, reason),
            "confirm-promotion" => Answer(rollout is { Phase: RolloutPhase.Promoted, IsBaked: true }, verdict, rollout is null ? "there is no rollout that could be promoted" : reason),
            "rollback" => Answer(verdict == DeliveryVerdict.Fail, verdict, reason),
            "rollout" => Answer(verdict != DeliveryVerdict.Fail, verdict, reason),

            // Before there is traffic there is nothing to say, and afterwards nobody listens.
            _ => Answer(true, verdict, reason),
        };
    }

    // Flagger shows the text in its events.
    private static ContentHttpResult Answer(bool yes, string verdict, string reason) => TypedResults.Text(
        $"{verdict}: {reason}", "text/plain", statusCode: yes ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden);
}
