using System.Text;

namespace Progressive.Definitions;

/// <summary>A place in a text file as editors name it: line and column from 1, columns in UTF-16 code units.</summary>
internal static class TextPlace
{
    public static (int Line, int Column) Of(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..Math.Min(offset, utf8.Length)];
        var start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    /// <param name="utf8">The file.</param>
    /// <param name="line">From 0, as JSON readers count.</param>
    /// <param name="bytes">Bytes before it in that line.</param>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> utf8, long line, long bytes)
    {
        var rest = utf8;
        for (var i = 0L; i < line; i++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return ((int)line + 1, Encoding.UTF8.GetCharCount(rest[..(int)Math.Min(bytes, rest.Length)]) + 1);
    }
}
