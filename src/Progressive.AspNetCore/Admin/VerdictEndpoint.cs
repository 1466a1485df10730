using Microsoft.AspNetCore.Http;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Admin;

/// <summary>For Argo Rollouts' web provider, which takes every status but 200 for an error of the measurement: a known flag is always 200.</summary>
internal sealed class VerdictEndpoint(IRollouts rollouts, TimeProvider time)
{
    public IResult Get(string key)
    {
        var rollout = rollouts.Find(key);
        var guards = rollouts.GuardsOf(key);
        if (rollout is null && guards.Count == 0)
        {
            return AdminProblems.NoFlag(key);
        }

        var (verdict, reason) = rollout is null ? DeliveryVerdict.Of(guards) : DeliveryVerdict.Of(rollout);
        return TypedResults.Json(
            new VerdictAnswer(
                verdict,
                reason,
                rollout?.Phase.ToString(),
                new VerdictArm(rollout?.Revision, rollout?.Weight.Fraction, guards.Select(g => g.Explanation.CandidateCalls).DefaultIfEmpty().Max()),
                new VerdictArm(null, rollout is null ? null : 1 - rollout.Weight.Fraction, guards.Select(g => g.Explanation.StableCalls).DefaultIfEmpty().Max()),
                [.. guards.Select(g => new VerdictGuard(g.Guard.ToString(), g.Verdict.ToString().ToLowerInvariant(), g.Evidence))],
                time.GetUtcNow()),
            AdminJson.Default.VerdictAnswer);
    }
}
