using Progressive.Flags;

namespace Progressive.Definitions.Hygiene;

/// <summary>How to take a flag out that has one answer left: what it serves becomes the code, and the flag goes.</summary>
internal static class CleanUps
{
    /// <summary>The sentence and the change.</summary>
    public static (string Sentence, IReadOnlyList<string> Diff) Of(CompiledFlagParts parts, string answer)
    {
        var key = parts.Key;
        var flag = $"- \"{key}\": …";
        if (Find(parts, answer)?.Value is not null)
        {
            return ($"Write the value of '{answer}' where the code reads the flag, and delete the flag.", [$"- flags.GetValue(\"{key}\", …)", $"+ the value of '{answer}'", flag]);
        }

        if (Is(answer, VariantNames.Candidate))
        {
            return (
                "Register the new type, and delete the AddVariants line and the flag; of endpoints, inline calls and branches keep the candidate's.",
                ["- services.AddScoped<IService, Stable>();", "+ services.AddScoped<IService, Candidate>();", $"- .AddVariants<IService>(\"{key}\", …)", flag]);
        }

        if (Find(parts, VariantNames.Candidate) is not null && Is(answer, VariantNames.Stable))
        {
            return (
                "Delete the candidate, the AddVariants line and the flag; of endpoints, inline calls and branches keep the stable ones.",
                ["- class Candidate : IService", $"- .AddVariants<IService>(\"{key}\", …)", flag]);
        }

        if (Find(parts, answer) is { } variant && parts.Variants.All(static v => Is(v.Name, ShorthandReader.On) || Is(v.Name, ShorthandReader.Off)))
        {
            return variant.IsOn
                ? ("Keep the code that runs when it is on, and delete the question, the other branch and the flag.", [$"- if (flags.IsEnabled(\"{key}\"))", flag])
                : ("Delete the code that runs when it is on, the question and the flag.", [$"- if (flags.IsEnabled(\"{key}\")) {{ … }}", flag]);
        }

        return ($"Keep what '{answer}' does, and delete the other variants and the flag.", [flag]);
    }

    private static FlagVariant? Find(CompiledFlagParts parts, string name) => Array.Find(parts.Variants, variant => Is(variant.Name, name));

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
