using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>What is answered about all flags: nothing new, or a body in a buffer that belongs to the pool.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Buffer">The body, to be given back to <see cref="ArrayPool{T}.Shared"/>; null: the client has it.</param>
/// <param name="Length">How much of the buffer is body.</param>
internal readonly record struct BulkAnswer(EntityTag Tag, byte[]? Buffer, int Length)
{
    /// <summary>Decides, unless what the client has is known to hold without that.</summary>
    /// <param name="table">The flags.</param>
    /// <param name="context">Who is asking.</param>
    /// <param name="question">The hash of everything that the answer depends on; zero: it depends on more.</param>
    /// <param name="known">The tags of what the client has.</param>
    public static BulkAnswer Of(FragmentTable table, EvaluationContext context, ulong question, StringValues known)
    {
        if (question != 0 && EntityTag.TryFind(known, null, question, out var had))
        {
            return new BulkAnswer(had, null, 0);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(table.LastLength);
        var length = 0;
        Append(ref buffer, ref length, "{\"flags\":["u8);
        for (var i = 0; i < table.Flags.Count; i++)
        {
            if (i > 0)
            {
                Append(ref buffer, ref length, ","u8);
            }

            Append(ref buffer, ref length, table.Of(i, table.Flags.Evaluate(i, context)).Json);
        }

        Append(ref buffer, ref length, "]}"u8);
        table.LastLength = length;
        var tag = new EntityTag(EntityTag.ContentOf(buffer.AsSpan(0, length)), question);
        if (!EntityTag.TryFind(known, tag.Content, question, out _))
        {
            return new BulkAnswer(tag, buffer, length);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return new BulkAnswer(tag, null, 0);
    }

    private static void Append(ref byte[] buffer, ref int length, ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + bytes.Length));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
