namespace Progressive.Flags.Rules;

/// <summary>Says why a condition does not hold, naming the first part that does not and what it met instead.</summary>
internal static class Unmet
{
    // Longer values are no help in a sentence.
    private const int Longest = 80;

    public static string Of(Condition condition, in Asker asker)
    {
        if (condition is AllCondition all)
        {
            foreach (var part in all.Conditions)
            {
                if (!part.Matches(asker))
                {
                    return Of(part, asker);
                }
            }
        }

        return condition switch
        {
            AttributeCondition attribute => asker.TryGet(attribute.Attribute, out var value)
                ? $"{attribute}, and {attribute.Attribute} is '{Cut(value.ToString())}'"
                : $"{attribute}, and the context has no {attribute.Attribute}",
            TargetingKeyCondition => asker.TargetingKey is { } key ? $"{condition}, and the key is '{Cut(key)}'" : $"{condition}, and the context has none",
            _ => $"{condition}, which does not hold",
        };
    }

    private static string Cut(string text) => text.Length <= Longest ? text : text[..(Longest - 3)] + "...";
}
