using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Assignment;
using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>Members of what another product wrote, in any case of letters, typed or as text.</summary>
internal static class WrittenMembers
{
    public static Written Of(this Written written, string name) => written.At(name, (written.Node as JsonObject)?[name]);

    public static bool Has(this Written written, string name) => written.Node is JsonObject members && members[name] is not null;

    /// <summary>A percentage from 0 to 100. The decimal separator is a point in every culture.</summary>
    /// <returns>Parts per million; null where there is none, or none that is valid.</returns>
    public static Share? Percentage(this Written written, out bool isRounded)
    {
        isRounded = false;
        var text = Scalars.TryText(written.Node, out var quoted) ? quoted
            : written.Node is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number ? scalar.ToJsonString() : "";
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || percent is < 0 or > 100)
        {
            return null;
        }

        var parts = percent * (Share.Whole / 100);
        var rounded = decimal.Round(parts, MidpointRounding.AwayFromZero);
        isRounded = rounded != parts;
        return Share.FromPartsPerMillion((int)rounded);
    }
}
