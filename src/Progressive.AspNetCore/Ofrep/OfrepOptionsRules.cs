using System.Buffers;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>What has to be right about the options before anything is mapped.</summary>
internal static class OfrepOptionsRules
{
    public const string TargetingKey = "targetingKey";

    private const int LongestName = 128;
    private const int LargestBody = 1_048_576;

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    /// <exception cref="ProgressiveException">They are not; the message has every problem.</exception>
    public static void Check(OfrepOptions options)
    {
        var problems = Problems(options).ToArray();
        if (problems.Length > 0)
        {
            throw new ProgressiveException(problems[0].Code, string.Join(Environment.NewLine, problems.Select(static problem => $"{problem.Code}: {problem.Text}")));
        }
    }

    private static IEnumerable<(string Code, string Text)> Problems(OfrepOptions options)
    {
        foreach (var name in options.Attributes ?? [])
        {
            if (string.Equals(name, TargetingKey, StringComparison.OrdinalIgnoreCase))
            {
                yield return (ErrorCodes.OfrepAttribute, $"OfrepOptions.Attributes has '{name}', which is no attribute. Take it out, and see OfrepOptions.TrustTargetingKey.");
            }
            else if (name is not { Length: > 0 and <= LongestName } || name.AsSpan().ContainsAnyExcept(s_nameCharacters))
            {
                yield return (ErrorCodes.OfrepAttribute, $"OfrepOptions.Attributes has '{name}', which no rule can name. Use 1 to {LongestName} of A-Z, a-z, 0-9 and ._/-.");
            }
        }

        if (options.MaxBodySize is < 1 or > LargestBody)
        {
            yield return (ErrorCodes.OfrepBound, $"OfrepOptions.MaxBodySize is {options.MaxBodySize}. Set it between 1 and {LargestBody}.");
        }

        if ((options.ApiKeys ?? []).Any(string.IsNullOrWhiteSpace))
        {
            yield return (ErrorCodes.OfrepApiKey, "OfrepOptions.ApiKeys has an empty key, which anybody could present. Take it out, or give it its value.");
        }
    }
}
