using System.Globalization;
using System.Text.Json;

namespace Progressive.Definitions;

/// <summary>Where in a JSON file each member and each item stands, by the path that problems carry.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, int> _offsets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ReadOnlyMemory<byte> _utf8;

    private JsonPlaces(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <param name="utf8">A file that could be read as JSON.</param>
    public static JsonPlaces Of(ReadOnlyMemory<byte> utf8)
    {
        var places = new JsonPlaces(utf8[^JsonDefinitionText.WithoutMark(utf8.Span).Length..]);
        var reader = new Utf8JsonReader(places._utf8.Span, JsonDefinitionText.Options);
        if (reader.Read())
        {
            places.Walk(ref reader, "");
        }

        return places;
    }

    /// <summary>The place of a path, or of as much of its beginning as the file has.</summary>
    /// <param name="path">With <c>:</c> between the levels.</param>
    public (int Line, int Column)? Find(string path)
    {
        while (path.Length > 0)
        {
            if (_offsets.TryGetValue(path, out var offset))
            {
                return TextPlace.Of(_utf8.Span, offset);
            }

            path = path.LastIndexOf(':') is > 0 and var end ? path[..end] : "";
        }

        return null;
    }

    private void Walk(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = At(path, reader.GetString()!);

                // Of a name that is written twice the first counts.
                _offsets.TryAdd(member, (int)reader.TokenStartIndex);
                reader.Read();
                Walk(ref reader, member);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                var item = At(path, i.ToString(CultureInfo.InvariantCulture));
                _offsets.TryAdd(item, (int)reader.TokenStartIndex);
                Walk(ref reader, item);
            }
        }
    }

    private static string At(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";
}
