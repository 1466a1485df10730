namespace Progressive.SourceGeneration.Tests.Zoo;

/// <summary>Every shape of an asynchronous member.</summary>
public interface IAsyncZoo
{
    int Sync(string what, CancellationToken cancellationToken = default);

    Task RunAsync(string what, CancellationToken cancellationToken = default);

    Task<int> CountAsync(string what, CancellationToken cancellationToken = default);

    ValueTask PokeAsync(string what, CancellationToken cancellationToken = default);

    ValueTask<TValue?> GetAsync<TValue>(TValue value, string what, CancellationToken cancellationToken = default);

    Task<int> ReadAsync(Stream body, string what, CancellationToken cancellationToken = default);

    Task<int> LengthAsync(ReadOnlySpan<char> text, in int more);

    IAsyncEnumerable<int> Stream(string what, CancellationToken cancellationToken = default);

    IAsyncEnumerator<int> Enumerate(string what, CancellationToken cancellationToken = default);
}
