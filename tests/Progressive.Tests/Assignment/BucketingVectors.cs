using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Progressive.Assignment;

namespace Progressive.Tests.Assignment;

/// <summary>docs/specs/bucketing-vectors.json, written by an implementation that shares no code with this one.</summary>
internal sealed record BucketingVectors(
    BucketingVectors.LogTable Table,
    BucketingVectors.Name[] Names,
    BucketingVectors.Arrival[] Arrivals,
    BucketingVectors.KeyVector[] Keys,
    BucketingVectors.SplitVector[] Splits)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    public static BucketingVectors Read()
    {
        using var stream = typeof(BucketingVectors).Assembly.GetManifestResourceStream("bucketing-vectors.json")!;
        return JsonSerializer.Deserialize<BucketingVectors>(stream, s_options)!;
    }

    public static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    internal sealed record LogTable(ulong[][] Entries, string Xxh3);

    internal sealed record Name([property: JsonPropertyName("name")] string Text, string Hash);

    internal sealed record Arrival(string Hash, [property: JsonPropertyName("arrival")] ulong Time);

    /// <summary>A key written as text, as UTF-16 code units (lone surrogates cannot be written as JSON text), or as a text repeated.</summary>
    internal abstract record Keyed
    {
        public string? Key { get; init; }

        public string? Utf16 { get; init; }

        public JsonElement[]? Repeat { get; init; }

        public string Text =>
            Key
            ?? (Utf16 is not null
                ? new string([.. Utf16.Chunk(4).Select(unit => (char)Hex(new string(unit)))])
                : string.Concat(Enumerable.Repeat(Repeat![0].GetString(), Repeat[1].GetInt32())));
    }

    internal sealed record KeyVector(string Domain, string Salt, int Bytes, string Hash, int Bucket) : Keyed;

    internal sealed record SplitVector(string Salt, string Hash, Dictionary<string, int> Shares, string Variant) : Keyed
    {
        public Split Split(IEnumerable<string>? order = null)
        {
            var names = Shares.Keys.ToList();
            return new Split([.. (order ?? names).Select(name => (names.IndexOf(name), name, Share.FromPartsPerMillion(Shares[name])))]);
        }
    }
}
