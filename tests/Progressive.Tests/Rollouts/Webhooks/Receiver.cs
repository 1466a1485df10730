using System.Net;
using System.Text;

namespace Progressive.Tests.Rollouts.Webhooks;

/// <summary>Takes messages and answers as the test says; a test waits for the next one instead of sleeping.</summary>
internal sealed class Receiver : HttpMessageHandler
{
    private readonly SemaphoreSlim _arrived = new(0);

    public List<(string Body, Dictionary<string, string> Headers)> Messages { get; } = [];

    public Queue<Func<HttpResponseMessage>> Answers { get; } = new();

    public bool Hangs { get; set; }

    public async Task ArrivedAsync() =>
        Xunit.Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(60), Xunit.TestContext.Current.CancellationToken), "No message arrived.");

    public void Answer(HttpStatusCode status, TimeSpan? retryAfter = null) => Answers.Enqueue(() =>
    {
        var response = new HttpResponseMessage(status);
        response.Headers.RetryAfter = retryAfter is { } after ? new(after) : null;
        return response;
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        lock (Messages)
        {
            Messages.Add((body, request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(',', h.Value))));
        }

        _arrived.Release();
        if (Hangs)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        return Answers.TryDequeue(out var answer) ? answer() : new HttpResponseMessage(HttpStatusCode.NoContent);
    }
}
