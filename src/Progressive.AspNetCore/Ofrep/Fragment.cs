using System.Text.Json;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>One evaluation as the protocol writes it, written once. Immutable.</summary>
internal sealed class Fragment
{
    private Fragment(Evaluation evaluation, byte[] json) => (Evaluation, Json) = (evaluation, json);

    public Evaluation Evaluation { get; }

    public byte[] Json { get; }

    public bool IsFailure => Evaluation.Error != EvaluationError.None;

    /// <param name="evaluation">The evaluation.</param>
    /// <param name="hasValues">Whether some variant of the flag has a value.</param>
    /// <param name="isSwitch">Whether the flag is on or off and nothing else.</param>
    public static Fragment Of(Evaluation evaluation, bool hasValues, bool isSwitch)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            if (evaluation.Error != EvaluationError.None)
            {
                OfrepRefusal.Write(
                    writer,
                    evaluation.Flag,
                    "TARGETING_KEY_MISSING",
                    $"{ErrorCodes.OfrepKeyMissing}: The flag '{evaluation.Flag}' divides callers by a key, and this request has none. Sign in, accept the cookie, or see OfrepOptions.TrustTargetingKey.");
            }
            else
            {
                Write(writer, evaluation, hasValues, isSwitch);
            }
        }

        return new Fragment(evaluation, stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, Evaluation evaluation, bool hasValues, bool isSwitch)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, evaluation.Flag);
        writer.WriteString("reason"u8, Word(evaluation.Reason));
        writer.WriteString("variant"u8, evaluation.Variant);
        if (evaluation.Value is { } value)
        {
            writer.WritePropertyName("value"u8);
            value.ToJson().WriteTo(writer);
        }
        else if (isSwitch)
        {
            writer.WriteBoolean("value"u8, evaluation.IsEnabled);
        }
        else if (!hasValues)
        {
            // A flag whose variants are only names: a text to its clients, whichever variant it serves.
            writer.WriteString("value"u8, evaluation.Variant);
        }

        writer.WriteEndObject();
    }

    private static string Word(EvaluationReason reason) => reason switch
    {
        EvaluationReason.Static => "STATIC",
        EvaluationReason.Default => "DEFAULT",
        EvaluationReason.TargetingMatch => "TARGETING_MATCH",
        EvaluationReason.Split => "SPLIT",
        EvaluationReason.Disabled => "DISABLED",
        EvaluationReason.Stale => "STALE",
        _ => "ERROR",
    };
}
