using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>A flag of Microsoft.FeatureManagement as it was written, in either of its schemas.</summary>
/// <param name="Id">Its name in the case it is written in, which their hash uses.</param>
/// <param name="Written">The whole of it, for what follows and for messages.</param>
/// <param name="IsEnabled">False beats everything.</param>
/// <param name="Filters">What decides whether it is on; null: it is on without asking.</param>
/// <param name="RequiresAll">Whether all filters have to agree.</param>
internal sealed record MicrosoftFlag(string Id, Written Written, bool IsEnabled, IReadOnlyList<Written>? Filters, bool RequiresAll)
{
    private const string AlwaysOn = "AlwaysOn";

    /// <summary>Of <c>feature_management.feature_flags</c>.</summary>
    public static MicrosoftFlag Read(string id, Written written)
    {
        var conditions = written.Of("conditions");
        var filters = conditions.Of("client_filters").List("client_filters");
        return new MicrosoftFlag(
            id,
            written,
            written.Of("enabled").Boolean("enabled", fallback: false),
            filters.Count == 0 ? null : filters,
            ReadRequiresAll(conditions.Of("requirement_type")));
    }

    /// <summary>Of the section <c>FeatureManagement</c>: true, false, or filters under EnabledFor. Without filters it is off. A <c>Status</c> is not looked at, there as here.</summary>
    public static MicrosoftFlag ReadLegacy(string id, Written written)
    {
        if (written.Node is not JsonObject)
        {
            return new MicrosoftFlag(id, written, written.Boolean($"'{id}'", fallback: false), null, false);
        }

        var enabledFor = written.Of("EnabledFor");
        if (Scalars.TryBoolean(enabledFor.Node, out var always))
        {
            return new MicrosoftFlag(id, written, always, null, false);
        }

        var filters = enabledFor.List("EnabledFor");
        return new MicrosoftFlag(id, written, filters.Count > 0, filters.Count == 0 ? null : filters, ReadRequiresAll(written.Of("RequirementType")));
    }

    /// <summary>The position of the word among those allowed; the first where nothing, or something else, is written.</summary>
    public static int Word(Written written, string what, params string[] words)
    {
        if (written.Text(what) is not { Length: > 0 } text)
        {
            return 0;
        }

        var index = Array.FindIndex(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            written.Complain(ErrorCodes.ForeignWord, $"{what} is '{Scalars.Cut(text)}', which is none of {string.Join(", ", words)}. Correct it.");
        }

        return Math.Max(0, index);
    }

    /// <summary>Whom the filters let in, with the name of each filter; one entry without a filter, or where all have to agree.</summary>
    public IReadOnlyList<(string Name, Clause Clause)> ReadFilters(TranslationContext context)
    {
        if (Filters is null)
        {
            return [(AlwaysOn, Clause.Always)];
        }

        (string, Clause Clause)[] read = [.. Filters.Select(filter => (filter.Of("name").Text("name") ?? "", MicrosoftFilters.Read(filter, Id, context)))];
        return RequiresAll && read.Length > 1 ? [("all filters", Clause.All(read.Select(static filter => filter.Clause)))] : read;
    }

    private static bool ReadRequiresAll(Written written) => Word(written, "The requirement type", "Any", "All") == 1;
}
