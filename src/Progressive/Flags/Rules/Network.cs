using System.Globalization;

namespace Progressive.Flags.Rules;

/// <summary>A range of IP addresses, as in <c>10.0.0.0/8</c> or <c>2001:db8::/32</c>.</summary>
internal readonly struct Network
{
    private const int Bits = 128;

    // ::ffff:0:0/96 holds the IPv4 addresses.
    private const int Version4Bits = 96;

    private readonly UInt128 _first;
    private readonly UInt128 _mask;
    private readonly string _written;

    private Network(UInt128 first, UInt128 mask, string written)
    {
        _first = first;
        _mask = mask;
        _written = written;
    }

    /// <summary>An address without a length is a network of one.</summary>
    public static bool TryParse(string text, out Network network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        if (!TryReadAddress(address, out var first))
        {
            return false;
        }

        var isVersion4 = !address.Contains(':', StringComparison.Ordinal);
        var most = isVersion4 ? Bits - Version4Bits : Bits;
        var length = most;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= most))
        {
            return false;
        }

        var prefix = isVersion4 ? length + Version4Bits : length;
        var mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (Bits - prefix);
        network = new Network(first & mask, mask, text);
        return true;
    }

    /// <summary>Reads what callers and proxies write: no port, no brackets, and of a scope only that it is there.</summary>
    public static bool TryReadAddress(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = default;

        // The platform's parser takes "1" and "0x7f.1" for addresses too, and allocates; IPv6 comes with a colon.
        return text.Contains(':') ? AddressText.TryReadVersion6(text, out address) : AddressText.TryReadVersion4(text, out address);
    }

    public bool Has(UInt128 address) => (address & _mask) == _first;

    public override string ToString() => _written;
}
