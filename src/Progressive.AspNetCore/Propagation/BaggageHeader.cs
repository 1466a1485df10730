using Microsoft.Extensions.Primitives;

namespace Progressive.AspNetCore.Propagation;

/// <summary>Reads one entry of the W3C <c>baggage</c> header: <c>key=value;property, key=value</c>, values percent-encoded.</summary>
internal static class BaggageHeader
{
    // W3C: what propagators have to carry at least, and more than anybody of ours writes.
    private const int MostCharacters = 8192;

    public static string? Find(StringValues lines, string key)
    {
        foreach (var line in lines)
        {
            if (line is null || line.Length > MostCharacters)
            {
                continue;
            }

            foreach (var range in line.AsSpan().Split(','))
            {
                var entry = line.AsSpan(range);
                var equals = entry.IndexOf('=');
                if (equals > 0 && entry[..equals].Trim().SequenceEqual(key))
                {
                    var value = entry[(equals + 1)..];
                    var properties = value.IndexOf(';');
                    return Uri.UnescapeDataString((properties < 0 ? value : value[..properties]).Trim());
                }
            }
        }

        return null;
    }

    public static bool Has(StringValues lines, string key)
    {
        foreach (var line in lines)
        {
            if (line is not null && line.Contains(key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
