using System.Diagnostics.CodeAnalysis;

namespace Progressive.SourceGeneration.Tests.Zoo;

/// <summary>Every shape of a synchronous member.</summary>
public interface ISyncZoo
{
    void Do(string what);

    int Add(int a, int b = 40);

    bool TryParse(ReadOnlySpan<char> text, out int value);

    bool TryFind(string key, [NotNullWhen(true)] out string? value);

    void Swap(ref int a, ref int b);

    long Sum(in long a, ref readonly long b);

    int Count(params string[] items);

    int Total(params ReadOnlySpan<int> items);

    ReadOnlySpan<char> Trim(ReadOnlySpan<char> text);

    void Fill(scoped Span<byte> target);

    void Reset(scoped ref int value);

    ref struct Cursor
    {
        public int Position { get; set; }
    }

    void Move(ref Cursor cursor);

    TValue? Find<TKey, TValue>(TKey key)
        where TKey : notnull, IComparable<TKey>
        where TValue : class;

    TValue? First<TValue>(IEnumerable<TValue> items);

    TValue? Maybe<TValue>(TValue value)
        where TValue : struct;

    TValue Made<TValue>()
        where TValue : List<int>, new();

    string Shape<TValue>(TValue value)
        where TValue : allows ref struct;

    string @class(string @event, string call, string result, string exception);

    (int Count, string? Name) Both((int A, string B) pair);

    dynamic Anything(dynamic value);

    [Obsolete("Use Do.")]
    void Old();
}
