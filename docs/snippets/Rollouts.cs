using Progressive.Rollouts;

namespace Snippets;

internal static class Rollouts
{
    public static async Task CommandAsync(IRollouts rollouts, CancellationToken cancel)
    {
        var status = rollouts.Find("checkout");

        await rollouts.ApproveAsync("checkout", new OperatorNote("numbers look good", By: "ana", IfVersion: status?.Version), cancellationToken: cancel);
        await rollouts.PauseAsync("checkout", "campaign starts at noon", cancel);
        await rollouts.ResumeAsync("checkout", "campaign is over", cancel);
        await rollouts.PromoteAsync("checkout", "measured elsewhere", full: true, cancel);
        await rollouts.AbortAsync("checkout", "wrong prices", cancel);
        await rollouts.RetryAsync("checkout", "the database was at fault", cancel);

        await rollouts.KillAsync("checkout", "wrong prices", cancel);
        await rollouts.RestoreAsync("checkout", "prices are right again", cancel);
    }

    public static void Read(IRollouts rollouts, Action<string> write)
    {
        foreach (var guard in rollouts.GuardsOf("checkout"))
        {
            write($"{guard.Variant} {guard.Verdict}: {guard.Evidence}");
        }
    }
}
