using System.Globalization;

namespace Progressive.Flags.Rules;

/// <summary>A version in the order of Semantic Versioning 2.0.0, section 11; missing minor and patch numbers are zero, build metadata is ignored.</summary>
/// <remarks>It points into the text it was read from, so that reading the version of a caller allocates nothing.</remarks>
internal readonly ref struct SemanticVersion
{
    private SemanticVersion(ulong major, ulong minor, ulong patch, ReadOnlySpan<char> prerelease)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
    }

    public ulong Major { get; }

    public ulong Minor { get; }

    public ulong Patch { get; }

    public ReadOnlySpan<char> Prerelease { get; }

    public static bool TryParse(ReadOnlySpan<char> text, out SemanticVersion version)
    {
        version = default;
        if (text.IndexOf('+') is var plus and >= 0)
        {
            if (!AreIdentifiers(text[(plus + 1)..], zeroesLead: true))
            {
                return false;
            }

            text = text[..plus];
        }

        ReadOnlySpan<char> prerelease = [];
        if (text.IndexOf('-') is var dash and >= 0)
        {
            prerelease = text[(dash + 1)..];
            if (!AreIdentifiers(prerelease, zeroesLead: false))
            {
                return false;
            }

            text = text[..dash];
        }

        Span<ulong> numbers = [0, 0, 0];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var digits = text[range];
            if (count == numbers.Length || !IsNumber(digits) || !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count]))
            {
                return false;
            }

            count++;
        }

        version = new SemanticVersion(numbers[0], numbers[1], numbers[2], prerelease);
        return true;
    }

    public int CompareTo(in SemanticVersion other)
    {
        var comparison = Major.CompareTo(other.Major);
        comparison = comparison != 0 ? comparison : Minor.CompareTo(other.Minor);
        comparison = comparison != 0 ? comparison : Patch.CompareTo(other.Patch);
        return comparison != 0 ? comparison : ComparePrereleases(Prerelease, other.Prerelease);
    }

    private static int ComparePrereleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        // A release comes after each of its prereleases.
        if (left.IsEmpty || right.IsEmpty)
        {
            return right.IsEmpty.CompareTo(left.IsEmpty) switch { 0 => 0, var c => -c };
        }

        while (true)
        {
            var comparison = CompareIdentifiers(Next(ref left), Next(ref right));
            if (comparison != 0)
            {
                return comparison;
            }

            if (left.IsEmpty || right.IsEmpty)
            {
                // Of two that begin alike the longer is the later.
                return left.Length.CompareTo(right.Length);
            }
        }
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var (leftIsNumber, rightIsNumber) = (IsDigits(left), IsDigits(right));
        if (leftIsNumber != rightIsNumber)
        {
            return leftIsNumber ? -1 : 1;
        }

        // Without leading zeroes the longer number is the larger, however long both are.
        return leftIsNumber && left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> Next(scoped ref ReadOnlySpan<char> rest)
    {
        var dot = rest.IndexOf('.');
        var identifier = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? [] : rest[(dot + 1)..];
        return identifier;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool zeroesLead)
    {
        foreach (var range in text.Split('.'))
        {
            var identifier = text[range];
            if (identifier.IsEmpty || (!zeroesLead && IsDigits(identifier) && !IsNumber(identifier)))
            {
                return false;
            }

            foreach (var c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => IsDigits(text) && (text.Length == 1 || text[0] != '0');

    // A handful of characters: the vectorised search costs more, and boxes until the runtime has optimised it.
    private static bool IsDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }
}
