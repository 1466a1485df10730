using System.Runtime.CompilerServices;

namespace Progressive.SourceGeneration.Tests.Zoo;

/// <summary>Says what each call costs, before and after it waits.</summary>
internal sealed class MeasuringZoo(AsyncZoo inner, double cost) : IAsyncZoo
{
    public AsyncZoo Inner { get; } = inner;

    public bool FailsAfterMeasuring { get; set; }

    public int Sync(string what, CancellationToken cancellationToken)
    {
        Spend(2);
        Fail();
        return Inner.Sync(what, cancellationToken);
    }

    public async Task RunAsync(string what, CancellationToken cancellationToken)
    {
        Spend(1);
        await Inner.RunAsync(what, cancellationToken);
        Spend(1);
        Fail();
    }

    public async Task<int> CountAsync(string what, CancellationToken cancellationToken)
    {
        Spend(1);
        var count = await Inner.CountAsync(what, cancellationToken);
        Spend(1);
        Fail();
        return count;
    }

    public async ValueTask PokeAsync(string what, CancellationToken cancellationToken)
    {
        Spend(1);
        await Inner.PokeAsync(what, cancellationToken);
        Spend(1);
        Fail();
    }

    public async ValueTask<TValue?> GetAsync<TValue>(TValue value, string what, CancellationToken cancellationToken)
    {
        Spend(1);
        await Inner.PokeAsync(what, cancellationToken);
        Spend(1);
        Fail();
        return value;
    }

    public Task<int> ReadAsync(Stream body, string what, CancellationToken cancellationToken) => Inner.ReadAsync(body, what, cancellationToken);

    public Task<int> LengthAsync(ReadOnlySpan<char> text, in int more) => Inner.LengthAsync(text, more);

    public async IAsyncEnumerable<int> Stream(string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Spend(2);
        await foreach (var item in Inner.Stream(what, cancellationToken))
        {
            Spend(1);
            yield return item;
        }
    }

    public IAsyncEnumerator<int> Enumerate(string what, CancellationToken cancellationToken) => Inner.Enumerate(what, cancellationToken);

    // Half of the cost each time.
    private void Spend(int halves) => Call.Current!.Measure("cost_usd", cost / 2 * halves);

    private void Fail()
    {
        if (FailsAfterMeasuring)
        {
            throw new InvalidOperationException("measured, and failed");
        }
    }
}
