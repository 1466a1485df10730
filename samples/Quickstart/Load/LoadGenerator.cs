using Quickstart.Shop;

namespace Quickstart.Load;

/// <summary>Many users who do not wait for one another: real HTTP requests over loopback at a steady rate.</summary>
internal sealed class LoadGenerator(HttpClient client, TimeProvider time)
{
    public const int RequestsPerSecond = 120;
    public const int Users = 2_000;

    // After the machine has stood still, what was missed is not sent at once: that would be another load than the one that is announced.
    private const int MostAtOnce = 12;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends until cancelled, then waits for the answers that are under way.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path.</param>
    /// <param name="slow">An answer that takes longer is a bad one.</param>
    /// <param name="tally">Counts the answers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendAsync(HttpMethod method, string path, TimeSpan slow, Tally tally, CancellationToken cancellationToken)
    {
        var underWay = new HashSet<Task>();
        var start = time.GetTimestamp();
        var due = 0.0;
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var elapsed = time.GetElapsedTime(start);
                start = time.GetTimestamp();
                due = Math.Min(due + (elapsed.TotalSeconds * RequestsPerSecond), MostAtOnce);
                for (; due >= 1; due--)
                {
                    underWay.Add(SendOneAsync(method, path, slow, tally));
                }

                underWay.RemoveWhere(static sent => sent.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        await Task.WhenAll(underWay);
    }

    /// <summary>First requests pay for compilation and connections. They bring no user, so that no rollout counts them among its candidate's calls.</summary>
    public async Task WarmUpAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await client.SendAsync(request, cancellationToken);
        }
    }

    private async Task SendOneAsync(HttpMethod method, string path, TimeSpan slow, Tally tally)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-User", $"user-{Random.Shared.Next(Users)}");
        var start = time.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead);
            var variant = response.Headers.TryGetValues(Answer.VariantHeader, out var values) ? values.First() : null;
            if (variant is null)
            {
                tally.AddUnanswered();
                return;
            }

            tally.Add(variant == Answer.Candidate, !response.IsSuccessStatusCode || time.GetElapsedTime(start) > slow);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            tally.AddUnanswered();
        }
    }
}
