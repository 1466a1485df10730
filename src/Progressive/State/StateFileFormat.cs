using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Progressive.State;

/// <summary>
/// The text of a state file. Contents stand between length-prefixed lines as they are, so a file of JSON records reads as text and no byte needs escaping:
/// <code>
/// progressive-state 1 generation=6f1c0d9a4be27715 version=42 records=1 log=1
/// record checkout 41 17
/// {"step":2,"w":10}
/// log 2026-03-01T12:00:00.0000000+00:00 checkout 7
/// step 2
/// checksum xxh3-64:0123456789abcdef
/// </code>
/// First and last line keep their form in every later format, so that damage and a newer format can be told apart: the checksum is looked at first.
/// </summary>
internal static class StateFileFormat
{
    internal const int Format = 1;

    /// <summary>Longer than the first line can be: 16 + 1 + 10 for the format, 44 for the generation, three numbers of 19 digits with their names.</summary>
    internal const int MaxHeaderBytes = 256;

    private const int ChecksumLength = 16;

    private static ReadOnlySpan<byte> Magic => "progressive-state "u8;

    private static ReadOnlySpan<byte> Trailer => "checksum xxh3-64:"u8;

    private static int TrailerLength => Trailer.Length + ChecksumLength + 1;

    internal static byte[] Serialize(StateImage image)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Add(output, $"{IdentityOf(image)}records={image.Records.Count} log={image.Log.Length}\n");
        // Sorted, so that the same state is the same bytes and two files can be compared by eye.
        foreach (var record in image.Records.Values.OrderBy(record => record.Key, StringComparer.Ordinal))
        {
            Add(output, $"record {record.Key} {record.Version} {record.Content.Length}\n");
            Add(output, record.Content);
        }

        foreach (var entry in image.Log)
        {
            Add(output, $"log {entry.At:O} {entry.Key} {entry.Content.Length}\n");
            Add(output, entry.Content);
        }

        Add(output, $"checksum xxh3-64:{XxHash3.HashToUInt64(output.WrittenSpan):x16}\n");
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether the start of a file is that of this image: generation and version name the content.</summary>
    internal static bool IsStartOf(ReadOnlySpan<byte> start, StateImage image) => start.StartsWith(Encoding.ASCII.GetBytes(IdentityOf(image)));

    /// <summary>The version a damaged file claims in its first line; worth a log message, never worth trusting.</summary>
    internal static long? ClaimedVersion(ReadOnlySpan<byte> content)
    {
        var header = content[..Math.Min(content.Length, MaxHeaderBytes)];
        var at = header.IndexOf(" version="u8);
        return at >= 0 && Utf8Parser.TryParse(header[(at + 9)..], out long version, out _) && version > 0 ? version : null;
    }

    internal static StateFileVerdict Check(ReadOnlySpan<byte> content, out int format)
    {
        format = 0;
        if (!HasSoundChecksum(content))
        {
            return LooksForeign(content) ? StateFileVerdict.Foreign : StateFileVerdict.Damaged;
        }

        return content.StartsWith(Magic) && Utf8Parser.TryParse(content[Magic.Length..], out format, out _) && format != Format
            ? StateFileVerdict.UnknownFormat
            : StateFileVerdict.Sound;
    }

    /// <summary>Reads a file whose checksum is right; <see langword="null"/> when the lines are nevertheless not those of the format.</summary>
    internal static StateImage? Parse(ReadOnlySpan<byte> content)
    {
        var lines = new StateFileLines(content[..^TrailerLength]);
        Span<Range> words = stackalloc Range[7];
        if (!lines.TryNext(out var header)
            || Split(header, words) != 6
            || !header.StartsWith(Magic)
            || !TryNamed(header[words[2]], "generation=", out string generation) || generation.Length is 0 or > 32
            || !TryNamed(header[words[3]], "version=", out long version)
            || !TryNamed(header[words[4]], "records=", out long records)
            || !TryNamed(header[words[5]], "log=", out long entries))
        {
            return null;
        }

        var found = StateImage.CreateRecords();
        for (; records > 0; records--)
        {
            if (!lines.TryNext(out var line)
                || Split(line, words) != 4
                || !line[words[0]].SequenceEqual("record"u8)
                || !TryKey(line[words[1]], out var key)
                || !TryNumber(line[words[2]], out var recordVersion) || recordVersion == 0 || recordVersion > version
                || !TryNumber(line[words[3]], out var length)
                || !lines.TryContent(length, out var body)
                || !found.TryAdd(key, new(key, recordVersion, body)))
            {
                return null;
            }
        }

        var log = ImmutableArray.CreateBuilder<StateLogEntry>();
        for (; entries > 0; entries--)
        {
            if (!lines.TryNext(out var line)
                || Split(line, words) != 4
                || !line[words[0]].SequenceEqual("log"u8)
                || !DateTimeOffset.TryParseExact(
                    Encoding.ASCII.GetString(line[words[1]]), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
                || !TryKey(line[words[2]], out var key)
                || !TryNumber(line[words[3]], out var length)
                || !lines.TryContent(length, out var body))
            {
                return null;
            }

            log.Add(new(at, key, body));
        }

        return lines.IsAtEnd ? new(generation, version, found.ToImmutable(), log.ToImmutable()) : null;
    }

    private static string IdentityOf(StateImage image) =>
        string.Create(CultureInfo.InvariantCulture, $"progressive-state {Format} generation={image.Generation} version={image.Version} ");

    private static bool HasSoundChecksum(ReadOnlySpan<byte> content)
    {
        if (content.Length < TrailerLength)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[ChecksumLength];
        var trailer = content[^TrailerLength..];
        return trailer.StartsWith(Trailer)
            && trailer[^1] == (byte)'\n'
            && XxHash3.HashToUInt64(content[..^TrailerLength]).TryFormat(expected, out _, "x16", CultureInfo.InvariantCulture)
            && trailer.Slice(Trailer.Length, ChecksumLength).SequenceEqual(expected);
    }

    /// <summary>
    /// A path set to somebody's JSON or XML by mistake must not have that file put aside as a broken state file. No single flipped bit turns the 'p' that
    /// a state file begins with into one of these three characters.
    /// </summary>
    private static bool LooksForeign(ReadOnlySpan<byte> content)
    {
        var text = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] is (byte)'{' or (byte)'[' or (byte)'<' && content.IndexOf(Trailer) < 0;
    }

    private static int Split(ReadOnlySpan<byte> line, Span<Range> words)
    {
        var count = 0;
        foreach (var range in line.Split((byte)' '))
        {
            if (count == words.Length)
            {
                return -1;
            }

            words[count++] = range;
        }

        return count;
    }

    private static bool TryNamed(ReadOnlySpan<byte> word, string name, out string value)
    {
        var text = Encoding.ASCII.GetString(word);
        value = text.StartsWith(name, StringComparison.Ordinal) ? text[name.Length..] : "";
        return value.Length > 0;
    }

    private static bool TryNamed(ReadOnlySpan<byte> word, string name, out long value)
    {
        value = 0;
        return TryNamed(word, name, out string text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryNumber(ReadOnlySpan<byte> word, out long value) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryKey(ReadOnlySpan<byte> word, out string key)
    {
        key = Encoding.ASCII.GetString(word);
        return StateKey.IsNormal(key);
    }

    private static void Add(ArrayBufferWriter<byte> output, FormattableString line) =>
        output.Write(Encoding.ASCII.GetBytes(line.ToString(CultureInfo.InvariantCulture)));

    private static void Add(ArrayBufferWriter<byte> output, ReadOnlyMemory<byte> content)
    {
        output.Write(content.Span);
        output.Write("\n"u8);
    }
}
