namespace Progressive.PostgreSql.Tests;

/// <summary>What a real server takes its time for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, TestContext.Current.CancellationToken);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!await holds())
            {
                await look.WaitForNextTickAsync(both.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Assert.Fail($"Not within {s_patience.TotalSeconds} s: {what}.");
        }
    }

    public static Task HoldsAsync(Func<bool> holds, string what) => HoldsAsync(() => Task.FromResult(holds()), what);
}
