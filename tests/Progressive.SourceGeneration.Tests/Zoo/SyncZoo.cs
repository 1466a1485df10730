using System.Diagnostics.CodeAnalysis;

namespace Progressive.SourceGeneration.Tests.Zoo;

public sealed class SyncZoo(string name) : ISyncZoo
{
    public List<string> Done { get; } = [];

    public void Do(string what) => Done.Add(what);

    public int Add(int a, int b) => a + b;

    public bool TryParse(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out value);

    public bool TryFind(string key, [NotNullWhen(true)] out string? value)
    {
        value = key == "name" ? name : null;
        return value is not null;
    }

    public void Swap(ref int a, ref int b) => (a, b) = (b, a);

    public long Sum(in long a, ref readonly long b) => a + b;

    public int Count(params string[] items) => items.Length;

    public int Total(params ReadOnlySpan<int> items)
    {
        var total = 0;
        foreach (var item in items)
        {
            total += item;
        }

        return total;
    }

    public ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => text.Trim();

    public void Fill(scoped Span<byte> target) => target.Fill(7);

    public void Reset(scoped ref int value) => value = 0;

    public void Move(ref ISyncZoo.Cursor cursor) => cursor.Position++;

    public TValue? Find<TKey, TValue>(TKey key)
        where TKey : notnull, IComparable<TKey>
        where TValue : class => (object)$"{name} {key}" as TValue;

    public TValue? First<TValue>(IEnumerable<TValue> items) => items.FirstOrDefault();

    public TValue? Maybe<TValue>(TValue value)
        where TValue : struct => value;

    public TValue Made<TValue>()
        where TValue : List<int>, new() => new();

    public string Shape<TValue>(TValue value)
        where TValue : allows ref struct => typeof(TValue).Name;

    public string @class(string @event, string call, string result, string exception) => @event + call + result + exception;

    public (int Count, string? Name) Both((int A, string B) pair) => (pair.A, pair.B);

    public dynamic Anything(dynamic value) => value;

    public void Old() => Done.Add("old");
}
