using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>
/// The tag of an answer about all flags: <c>"content"</c> or <c>"content.question"</c>, each a hash of 64 bits in hexadecimal. The content is that of the body, the same
/// in every process. The question is that of the flags' version in this process, the key and the request's body: who asks the same again needs no answer,
/// and it takes no evaluation to see that. Where an answer depends on more than that, there is no second part.
/// </summary>
internal readonly record struct EntityTag(ulong Content, ulong Question)
{
    private const int Digits = 16;

    public static ulong ContentOf(ReadOnlySpan<byte> body) => XxHash3.HashToUInt64(body);

    /// <summary>Never zero, which stands for none.</summary>
    public static ulong QuestionOf(long seed, ReadOnlySpan<byte> request, string? key)
    {
        var hash = XxHash3.HashToUInt64(request, seed);
        return (key is null ? hash : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()), (long)hash)) | 1;
    }

    /// <summary>Finds the tag of an answer that the client has and that still holds. The weak form is what proxies make of a strong one when they compress.</summary>
    /// <param name="header">What the client sent; several tags have commas between them.</param>
    /// <param name="content">The content of the answer; null: not known yet.</param>
    /// <param name="question">The question; zero: there is none.</param>
    /// <param name="tag">The tag it has.</param>
    public static bool TryFind(StringValues header, ulong? content, ulong question, out EntityTag tag)
    {
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (TryParse(line.AsSpan()[range].Trim(), out tag) && (tag.Content == content || (question != 0 && tag.Question == question)))
                {
                    return true;
                }
            }
        }

        tag = default;
        return false;
    }

    public override string ToString() => Question == 0
        ? string.Create(CultureInfo.InvariantCulture, $"\"{Content:x16}\"")
        : string.Create(CultureInfo.InvariantCulture, $"\"{Content:x16}.{Question:x16}\"");

    private static bool TryParse(ReadOnlySpan<char> text, out EntityTag tag)
    {
        tag = default;
        text = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text;
        if (text is not ['"', .. var inner, '"'] || inner.Length is not (Digits or (2 * Digits) + 1) || !TryHex(inner[..Digits], out var content))
        {
            return false;
        }

        ulong question = 0;
        if (inner.Length > Digits && (inner[Digits] != '.' || !TryHex(inner[(Digits + 1)..], out question)))
        {
            return false;
        }

        tag = new EntityTag(content, question);
        return true;
    }

    private static bool TryHex(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
