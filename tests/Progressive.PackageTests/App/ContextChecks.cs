using Progressive;
using Progressive.Assignment;

namespace App;

/// <summary>What works without a container: contexts that flow, and the texts of definitions.</summary>
internal static class ContextChecks
{
    public static async Task Flows()
    {
        using (EvaluationContext.Enter(new EvaluationContext("tenant-7") { ["attempt"] = 3 }))
        {
            await Task.Yield();
            Expect.Equal("tenant-7", EvaluationContext.Current?.TargetingKey);
        }

        Expect.Equal(null, EvaluationContext.Current);
    }

    public static Task SharesRoundTrip()
    {
        Expect.Equal("12.5%", Share.Parse("12.5%").ToString());
        return Task.CompletedTask;
    }
}
