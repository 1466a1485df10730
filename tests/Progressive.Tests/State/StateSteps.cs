using System.Globalization;
using System.Text;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.State;

/// <summary>Short words for what tests of stores do and look at.</summary>
internal static class StateSteps
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task IncrementAsync(StateStore store, int times)
    {
        StateRecord? current = null;
        for (var done = 0; done < times;)
        {
            var value = current is null ? 0 : int.Parse(Text(current), CultureInfo.InvariantCulture);
            var content = Bytes($"{value + 1}");
            var result = await store.TryWriteAsync("counter", content, current?.Version ?? 0, Cancellation);
            done += result.Succeeded ? 1 : 0;
            current = result.Succeeded ? new("counter", result.Version, content) : result.Current;
        }
    }

    internal static async Task<string> NextAsync(IAsyncEnumerator<string> watch)
    {
        // The bound only turns a lost hint into a failure instead of a hang.
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(s_patience, Cancellation));
        return watch.Current;
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static string Text(StateRecord record) => Encoding.UTF8.GetString(record.Content.Span);
}
