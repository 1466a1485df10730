using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// What stands in the fields: numbers and names, each followed by a colon, then the content as it was given. Whoever may write to the server may have written anything, so
/// everything read is checked.
/// </summary>
internal static class RedisContent
{
    /// <summary>Beyond this a double, which is what scores and numbers in scripts are, leaves out whole numbers.</summary>
    internal const long GreatestVersion = 9_000_000_000_000_000;

    private const int LongestGeneration = 64;

    private static readonly SearchValues<char> s_keyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._/-");

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal static RedisValue Join(long first, ReadOnlyMemory<byte> content) => Join($"{Text(first)}:", content);

    internal static RedisValue Join(long first, long second, ReadOnlyMemory<byte> content) => Join($"{Text(first)}:{Text(second)}:", content);

    internal static RedisValue Entry(StateLogEntry entry) => Join($"{Text(entry.At.UtcTicks)}:{entry.Key}:", entry.Content);

    internal static bool IsKey(ReadOnlySpan<char> key) => key.Length is > 0 and <= StateStore.MaxKeyLength && !key.ContainsAnyExcept(s_keyCharacters);

    /// <summary>The generation, or null where the store was never written.</summary>
    internal static string? Generation(RedisValue value, RedisKeys keys)
    {
        if (value.IsNull)
        {
            return null;
        }

        ReadOnlyMemory<byte> bytes = value;
        return bytes.Length is > 0 and <= LongestGeneration && !bytes.Span.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? Encoding.ASCII.GetString(bytes.Span)
            : throw RedisFailures.Malformed(keys.Document, RedisKeys.Generation);
    }

    internal static long Version(RedisValue value, RedisKeys keys)
    {
        if (value.IsNull)
        {
            return 0;
        }

        ReadOnlyMemory<byte> bytes = value;
        return TryNumber(bytes.Span, 0, out var version) ? version : throw RedisFailures.Malformed(keys.Document, RedisKeys.Version);
    }

    internal static StateRecord Record(string key, RedisValue value, RedisKeys keys)
    {
        ReadOnlyMemory<byte> rest = value;
        return TryTake(ref rest, 1, out var version) && rest.Length <= StateStore.MaxContentBytes
            ? new StateRecord(key, version, rest)
            : throw RedisFailures.Malformed(keys.Document, RedisKeys.Record(key));
    }

    internal static ReplicaReport Report(RedisValue field, RedisValue value, long now, RedisKeys keys)
    {
        ReadOnlyMemory<byte> rest = value;
        return ((string?)field) is { } boot && IsKey(boot) && TryTake(ref rest, 1, out var ordinal) && TryTake(ref rest, 0, out var said) && rest.Length <= SharedStateStore.MaxReportBytes
            ? new ReplicaReport(boot, ordinal, TimeSpan.FromMilliseconds(Math.Max(0, now - said)), rest)
            : throw RedisFailures.Malformed(keys.Reports, field);
    }

    internal static long Ordinal(string boot, RedisValue value, RedisKeys keys)
    {
        ReadOnlyMemory<byte> rest = value;
        return TryTake(ref rest, 1, out var ordinal) ? ordinal : throw RedisFailures.Malformed(keys.Reports, boot);
    }

    internal static (string Owner, long End) Lease(string name, RedisValue value, RedisKeys keys)
    {
        var text = ((string?)value ?? "").Split(':');
        return text.Length == 2 && IsKey(text[0]) && TryNumber(Encoding.ASCII.GetBytes(text[1]), 0, out var end) ? (text[0], end) : throw RedisFailures.Malformed(keys.Leases, name);
    }

    internal static StateLogEntry Entry(RedisValue value, RedisKeys keys)
    {
        ReadOnlyMemory<byte> rest = value;
        if (TryTake(ref rest, 0, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks && rest.Span.IndexOf((byte)':') is > 0 and <= StateStore.MaxKeyLength and var end)
        {
            var key = Encoding.Latin1.GetString(rest.Span[..end]);
            if (IsKey(key) && rest.Length - end - 1 <= StateStore.MaxLogContentBytes)
            {
                return new StateLogEntry(new DateTimeOffset(ticks, TimeSpan.Zero), key, rest[(end + 1)..]);
            }
        }

        throw RedisFailures.Malformed(keys.Log, RedisValue.Null);
    }

    private static RedisValue Join(string head, ReadOnlyMemory<byte> content)
    {
        var bytes = new byte[head.Length + content.Length];
        Encoding.ASCII.GetBytes(head, bytes);
        content.Span.CopyTo(bytes.AsSpan(head.Length));
        return bytes;
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> rest, long least, out long number)
    {
        number = 0;
        var end = rest.Span.IndexOf((byte)':');
        if (end < 0 || !TryNumber(rest.Span[..end], least, out number))
        {
            return false;
        }

        rest = rest[(end + 1)..];
        return true;
    }

    /// <summary>Digits alone, so that a number has one way to be written.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> digits, long least, out long number) =>
        Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && number >= least && (number <= GreatestVersion || least == 0);
}
