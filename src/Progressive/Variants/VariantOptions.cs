using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Progressive.Variants;

/// <summary>Options that are the value of the variant served; one value for as long as its scope lives, so that a request never sees two.</summary>
internal sealed class VariantOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    VariantOptionsSource<TOptions> source) : IOptionsSnapshot<TOptions>
    where TOptions : class
{
    private Dictionary<string, TOptions>? _named;
    private TOptions? _value;

    public TOptions Value => _value ??= source.Find();

    // Names are the application's own; the flag is about the options without a name.
    public TOptions Get(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Value;
        }

        _named ??= new Dictionary<string, TOptions>(StringComparer.Ordinal);
        return _named.TryGetValue(name, out var options) ? options : _named[name] = source.Create(name);
    }
}
