using System.Buffers;
using System.Globalization;
using Progressive.State;

namespace Progressive.PostgreSql.Changes;

/// <summary>What a writer says on the channel: <c>scope:generation:version:key</c>. Never a content: whoever hears it reads, and what he reads is the truth.</summary>
internal readonly record struct ChangeHint(string Generation, long Version, string Key)
{
    private static readonly SearchValues<char> s_key = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._/-");

    /// <summary>Anybody with an account on the database can say anything on the channel. What is not a hint about this scope is passed over.</summary>
    public static ChangeHint? Read(string payload, string scope)
    {
        if (payload.Length <= scope.Length || payload[scope.Length] != ':' || !payload.StartsWith(scope, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = payload.AsSpan(scope.Length + 1);
        Span<Range> parts = stackalloc Range[4];
        return rest.Split(parts, ':') == 3
            && long.TryParse(rest[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && IsKey(rest[parts[2]])
            ? new ChangeHint(rest[parts[0]].ToString(), version, rest[parts[2]].ToString())
            : null;
    }

    /// <summary>Whether a key that came from outside is one that a store may hand out.</summary>
    public static bool IsKey(ReadOnlySpan<char> key) => key.Length is > 0 and <= StateStore.MaxKeyLength && !key.ContainsAnyExcept(s_key);
}
