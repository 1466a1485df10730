using System.Diagnostics;
using OpenTelemetry;

namespace Progressive.Variants;

/// <summary>
/// The variants that one request or message has been served, kept in the baggage of its calls to others: in that of its activity, which .NET's own
/// propagation sends, and in OpenTelemetry's. The first variant of a flag stays.
/// </summary>
internal sealed class PropagatedVariants
{
    private readonly Lock _gate = new();
    private readonly List<(string Flag, string Variant)> _variants = [];
    private readonly Activity? _activity;
    private readonly Action<int>? _dropped;
    private string _value = "";

    public PropagatedVariants(Activity? activity, string? upstream, Action<int>? dropped)
    {
        _activity = activity;
        _dropped = dropped;
        foreach (var (flag, variant) in VariantBaggage.Parse(upstream))
        {
            Append(flag, variant);
        }

        Write();
    }

    public void Add(string flag, string variant)
    {
        lock (_gate)
        {
            foreach (var (known, _) in _variants)
            {
                if (string.Equals(known, flag, StringComparison.OrdinalIgnoreCase))
                {
                    return;
                }
            }

            if (Append(flag, variant))
            {
                Write();
                return;
            }
        }

        _dropped?.Invoke(1);
    }

    private bool Append(string flag, string variant)
    {
        var value = _value.Length == 0 ? $"{flag}:{variant}" : $"{_value},{flag}:{variant}";
        if (_variants.Count == VariantBaggage.MostFlags || value.Length > VariantBaggage.MostCharacters || !VariantBaggage.IsName(flag) || !VariantBaggage.IsName(variant))
        {
            return false;
        }

        _variants.Add((flag, variant));
        _value = value;
        return true;
    }

    private void Write()
    {
        if (_value.Length > 0)
        {
            _activity?.SetBaggage(VariantBaggage.Key, _value);
            Baggage.SetBaggage(VariantBaggage.Key, _value);
        }
    }
}
