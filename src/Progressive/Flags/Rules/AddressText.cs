using System.Globalization;

namespace Progressive.Flags.Rules;

/// <summary>Reads IP addresses without allocating. RFC 4291, section 2.2, for IPv6; four decimal numbers for IPv4.</summary>
internal static class AddressText
{
    private const int Groups = 8;

    // ::ffff:0:0
    private static readonly UInt128 s_mapped = (UInt128)0xFFFF << 32;

    public static bool TryReadVersion4(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = default;
        var count = 0;
        var bits = 0u;
        foreach (var range in text.Split('.'))
        {
            var digits = text[range];

            // A leading zero is octal to some and decimal to others, so it is no address here.
            if (count == 4 || digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0') || !byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
            {
                return false;
            }

            bits = (bits << 8) | part;
            count++;
        }

        address = s_mapped | bits;
        return count == 4;
    }

    public static bool TryReadVersion6(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = default;
        if (text.IndexOf('%') is var scope and >= 0)
        {
            text = text[..scope];
        }

        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
        {
            return TryReadGroups(text, isLast: true, out address, out var all) && all == Groups;
        }

        if (!TryReadGroups(text[..gap], isLast: false, out var head, out var before) || !TryReadGroups(text[(gap + 2)..], isLast: true, out var tail, out var after) || before + after >= Groups)
        {
            return false;
        }

        address = (before == 0 ? UInt128.Zero : head << (16 * (Groups - before))) | tail;
        return true;
    }

    private static bool TryReadGroups(ReadOnlySpan<char> text, bool isLast, out UInt128 groups, out int count)
    {
        groups = default;
        count = 0;
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf(':');
            var group = colon < 0 ? text : text[..colon];
            if (isLast && colon < 0 && group.Contains('.'))
            {
                // The last 32 bits may be written as an IPv4 address.
                if (!TryReadVersion4(group, out var last))
                {
                    return false;
                }

                groups = (groups << 32) | (uint)last;
                count += 2;
                return count <= Groups;
            }

            if (count == Groups || group.Length is 0 or > 4 || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            groups = (groups << 16) | value;
            count++;
            if (colon < 0)
            {
                return true;
            }

            text = text[(colon + 1)..];
            if (text.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
