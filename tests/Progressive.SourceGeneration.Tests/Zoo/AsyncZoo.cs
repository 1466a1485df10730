using System.Runtime.CompilerServices;

namespace Progressive.SourceGeneration.Tests.Zoo;

/// <summary>Does what it is told: "throw" at once, "fail" after <see cref="Gate"/> opens, or answers its number, at once ("now") or then.</summary>
public sealed class AsyncZoo(int number) : IAsyncZoo
{
    public static readonly AsyncLocal<string?> Flowing = new();

    public TaskCompletionSource Gate { get; } = new();

    public Exception Failure { get; set; } = new InvalidOperationException("out of order");

    public int Calls { get; private set; }

    public Task? Returned { get; private set; }

    public int Sync(string what, CancellationToken cancellationToken)
    {
        Calls++;
        return what.StartsWith("throw", StringComparison.Ordinal) ? throw Failure : number;
    }

    public Task RunAsync(string what, CancellationToken cancellationToken)
    {
        Flowing.Value = "set by the implementation";
        return Returned = NumberAsync(what);
    }

    public Task<int> CountAsync(string what, CancellationToken cancellationToken)
    {
        var task = NumberAsync(what);
        Returned = task;
        return task;
    }

    public async ValueTask PokeAsync(string what, CancellationToken cancellationToken) => await NumberAsync(what);

    public async ValueTask<TValue?> GetAsync<TValue>(TValue value, string what, CancellationToken cancellationToken)
    {
        await NumberAsync(what);
        return value;
    }

    public async Task<int> ReadAsync(Stream body, string what, CancellationToken cancellationToken) => await NumberAsync(what);

    public Task<int> LengthAsync(ReadOnlySpan<char> text, in int more) => Task.FromResult(text.Length + more + number);

    public async IAsyncEnumerable<int> Stream(string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Calls++;
        if (what is "fail first" or "wait")
        {
            await Gate.Task.WaitAsync(cancellationToken);
        }

        if (what == "fail first")
        {
            throw Failure;
        }

        yield return number;
        if (what == "fail second")
        {
            throw Failure;
        }

        yield return number + 1;
    }

    public IAsyncEnumerator<int> Enumerate(string what, CancellationToken cancellationToken) =>
        what == "throw" ? throw Failure : Stream(what, cancellationToken).GetAsyncEnumerator(cancellationToken);

    // Not async: what it throws at once, it throws from the call and not into a task.
    private Task<int> NumberAsync(string what)
    {
        Calls++;
        return what switch
        {
            "throw" or "throw both" => throw Failure,
            "now" => Task.FromResult(number),
            _ => LaterAsync(what),
        };
    }

    private async Task<int> LaterAsync(string what)
    {
        await Gate.Task;
        return what == "fail" ? throw Failure : number;
    }
}
