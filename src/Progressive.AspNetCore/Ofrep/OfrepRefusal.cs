using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>Why a request is not answered, in the words of the protocol: an error code, and details for people.</summary>
/// <param name="Status">The status.</param>
/// <param name="ErrorCode">The protocol's error code.</param>
/// <param name="Details">Our error id, what is wrong, and the fix.</param>
internal sealed record OfrepRefusal(int Status, string ErrorCode, string Details)
{
    public static OfrepRefusal TooLarge(int bytes) => new(
        StatusCodes.Status413PayloadTooLarge, "GENERAL", $"{ErrorCodes.OfrepTooLarge}: The body is larger than {bytes} bytes. Send a smaller context.");

    public static OfrepRefusal NotJson { get; } = new(
        StatusCodes.Status400BadRequest,
        "PARSE_ERROR",
        $"{ErrorCodes.OfrepNotJson}: The body is not JSON in UTF-8, or is nested more than {ClientContextReader.Deepest} deep. Send {{\"context\":{{…}}}}.");

    public static OfrepRefusal BadContext(string what) => new(StatusCodes.Status400BadRequest, "INVALID_CONTEXT", $"{ErrorCodes.OfrepContext}: {what}");

    public static OfrepRefusal NoFlag { get; } = new(
        StatusCodes.Status404NotFound,
        "FLAG_NOT_FOUND",
        $"{ErrorCodes.OfrepNoFlag}: There is no flag of this key for clients. Correct the key, or give the flag \"Client\": true.");

    /// <summary>The body of the answer.</summary>
    /// <param name="key">The flag that was asked for; null where all were.</param>
    public byte[] ToJson(string? key)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, key, ErrorCode, Details);
        }

        return stream.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, string? key, string errorCode, string details)
    {
        writer.WriteStartObject();
        if (key is not null)
        {
            writer.WriteString("key"u8, key);
        }

        writer.WriteString("errorCode"u8, errorCode);
        writer.WriteString("errorDetails"u8, details);
        writer.WriteEndObject();
    }
}
