using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Progressive;

/// <summary>The value of a variant: a truth value, a text, a number or JSON. Immutable; safe for use by many threads.</summary>
/// <remarks>
/// JSON is bound to a type once and shared from then on: treat what you get as read-only, and use records. A value that comes from configuration, which has
/// no types, is the number or the truth value that its text says where one is asked for. One from a file or from code never is: there a text is a text.
/// </remarks>
public sealed class VariantValue
{
    private readonly JsonElement _json;
    private readonly string? _text;
    private readonly double _number;
    private readonly long _whole;
    private readonly bool _isWhole;
    private readonly bool _isNumber;
    private readonly bool? _truth;

    // Replaced as a whole: a handful of types read one value, each over and over.
    private Binding[] _bindings = [];

    internal VariantValue(JsonElement json, bool hasTypes = true)
    {
        _json = json;
        HasTypes = hasTypes;
        Kind = json.ValueKind;
        switch (Kind)
        {
            case JsonValueKind.String:
                _text = json.GetString();
                if (!hasTypes)
                {
                    _truth = bool.TryParse(_text, out var truth) ? truth : null;
                    _isNumber = TextTyping.TryNumber(_text!, out var number);
                    _isWhole = long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _whole);
                    _number = _isNumber ? double.Parse(number, CultureInfo.InvariantCulture) : 0;
                }

                break;
            case JsonValueKind.Number:
                _isNumber = true;
                _isWhole = json.TryGetInt64(out _whole);
                _number = json.GetDouble();
                break;
            case JsonValueKind.True or JsonValueKind.False:
                _truth = Kind == JsonValueKind.True;
                break;
        }
    }

    /// <summary>What kind of JSON it is.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The value as a truth value.</summary>
    /// <param name="value">The truth value.</param>
    /// <returns>Whether it is one.</returns>
    public bool TryGet(out bool value)
    {
        value = _truth is true;
        return _truth is not null;
    }

    /// <summary>The value as a text.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is one.</returns>
    public bool TryGet([NotNullWhen(true)] out string? value)
    {
        value = _text;
        return value is not null;
    }

    /// <summary>The value as a number.</summary>
    /// <param name="value">The nearest double.</param>
    /// <returns>Whether it is one.</returns>
    public bool TryGet(out double value)
    {
        value = _number;
        return _isNumber;
    }

    /// <summary>The value as a whole number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is one, without a fraction, that fits.</returns>
    public bool TryGet(out long value)
    {
        value = _whole;
        return _isWhole;
    }

    /// <summary>The value bound to a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="type">How to read it, from a source-generated serializer context.</param>
    /// <param name="value">The same instance every time, to be treated as read-only.</param>
    /// <returns>Whether it could be bound.</returns>
    public bool TryGet<T>(JsonTypeInfo<T> type, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(type);
        var binding = Find(type) ?? Bind(type);
        if (binding.Problem is null && binding.Value is T bound)
        {
            value = bound;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The value as JSON.</summary>
    /// <returns>A copy of nothing: the element belongs to this value and lives as long.</returns>
    public JsonElement ToJson() => _json;

    /// <summary>The value as JSON text.</summary>
    /// <returns>For example <c>"blue"</c> or <c>{"size":10}</c>.</returns>
    public override string ToString() => _json.GetRawText();

    /// <summary>Whether a number can be told from a text. Where it cannot, the reader decides.</summary>
    internal bool HasTypes { get; }

    /// <summary>Why the value could not be bound to a type; null where it could, or nobody has tried.</summary>
    internal string? ProblemOf(JsonTypeInfo type) => Find(type)?.Problem;

    private Binding? Find(JsonTypeInfo type)
    {
        foreach (var binding in Volatile.Read(ref _bindings))
        {
            if (ReferenceEquals(binding.Type, type))
            {
                return binding;
            }
        }

        return null;
    }

    private Binding Bind<T>(JsonTypeInfo<T> type)
    {
        Binding binding;
        try
        {
            var json = HasTypes ? _json : TextTyping.For(_json, type);
            var value = json.Deserialize(type);
            binding = new Binding(type, value, value is null ? "it is null" : Strangers(json, type));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            binding = new Binding(type, null, e.Message);
        }
        catch (Exception e)
        {
            // A constructor or a setter of the application's own.
            binding = new Binding(type, null, $"{e.GetType().Name}: {e.Message}");
        }

        while (true)
        {
            var before = Volatile.Read(ref _bindings);
            if (Find(type) is { } others)
            {
                return others;
            }

            if (Interlocked.CompareExchange(ref _bindings, [.. before, binding], before) == before)
            {
                return binding;
            }
        }
    }

    // An object of which nothing is read would come out as one that nobody wrote, and say nothing of it. Some members that are unknown are as they should be:
    // definitions may be ahead of the code.
    private static string? Strangers(JsonElement json, JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || json.ValueKind != JsonValueKind.Object || type.Properties.Count == 0 || type.Properties.Any(static p => p.IsExtensionData) || type.PolymorphismOptions is not null)
        {
            return null;
        }

        var names = type.Options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        string[] written = [.. json.EnumerateObject().Select(static member => member.Name)];
        string[] known = [.. type.Properties.Select(static property => property.Name)];
        return written.Length == 0 || written.Intersect(known, names).Any()
            ? null
            : $"it has {Some(written)}, and none of these is a member of {type.Type.Name}, which has {Some(known)}; names are compared as the serializer is told to, here {(type.Options.PropertyNameCaseInsensitive ? "ignoring case" : "by their case")}";
    }

    private static string Some(string[] names) => names.Length <= 5 ? string.Join(", ", names) : $"{string.Join(", ", names[..5])}, ...";

    private sealed record Binding(JsonTypeInfo Type, object? Value, string? Problem);
}
