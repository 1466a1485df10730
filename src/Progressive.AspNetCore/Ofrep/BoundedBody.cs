using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>Reads a body that may be no longer than so much, however long it says it is.</summary>
internal static class BoundedBody
{
    /// <returns>The whole body, for which the caller has to advance the reader; null where it is too long.</returns>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var body = result.Buffer;
            if (body.Length > most)
            {
                reader.AdvanceTo(body.End);
                return null;
            }

            if (result.IsCompleted)
            {
                return body;
            }

            reader.AdvanceTo(body.Start, body.End);
        }
    }
}
