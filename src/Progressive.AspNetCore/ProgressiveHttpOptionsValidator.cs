using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Overrides;

namespace Progressive.AspNetCore;

/// <summary>Collects every problem of the options.</summary>
internal sealed class ProgressiveHttpOptionsValidator : IValidateOptions<ProgressiveHttpOptions>
{
    private const int FewestKeyBytes = 32;
    private const int LongestName = 128;

    // Words of conditions: an attribute of such a name could never be asked for.
    private static readonly HashSet<string> s_words = new(["any", "all", "not", "segment", "share", "schedule", "targetingKey"], StringComparer.OrdinalIgnoreCase);

    public ValidateOptionsResult Validate(string? name, ProgressiveHttpOptions options)
    {
        string[] problems = [.. Problems(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(ProgressiveHttpOptions options)
    {
        if (options.Keys is null || options.Keys.Count == 0)
        {
            yield return $"{ErrorCodes.NoKeySources}: ProgressiveHttpOptions.Keys is empty, so no split or rollout could ever leave its default. "
                + "Name a source, TargetingKeySource.User() for example.";
        }

        if (options.OutcomeOf is null)
        {
            yield return $"{ErrorCodes.NoOutcome}: ProgressiveHttpOptions.OutcomeOf is null. Leave it alone, or set a function.";
        }

        foreach (var attribute in options.Attributes.Declared.Where(attribute => !IsName(attribute.Name)))
        {
            yield return $"{ErrorCodes.AttributeName}: No rule can ask for the attribute '{attribute.Name}'. "
                + $"Name it with 1 to {LongestName} of A-Z a-z 0-9 . _ / - and none of {string.Join(", ", s_words)}.";
        }

        if (options.Overrides.IsOn)
        {
            foreach (var problem in Problems(options.Overrides))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Problems(OverrideOptions overrides)
    {
        for (var i = 0; i < overrides.Keys.Count; i++)
        {
            if (overrides.Keys[i] is not { Length: >= FewestKeyBytes })
            {
                yield return $"{ErrorCodes.OverrideKey}: Key {i + 1} of Overrides.Keys has {overrides.Keys[i]?.Length ?? 0} bytes, fewer than {FewestKeyBytes}. "
                    + "Make one with: openssl rand -base64 32";
            }
        }

        if (overrides.MaxLifetime < TimeSpan.FromSeconds(1) || overrides.MaxLifetime > TimeSpan.FromDays(365))
        {
            yield return $"{ErrorCodes.OverrideLifetime}: Overrides.MaxLifetime is {overrides.MaxLifetime:c}. Set it between a second and 365 days.";
        }

        if (overrides.Audience is "")
        {
            yield return $"{ErrorCodes.OverrideCarrier}: Overrides.Audience is empty, so tokens are for nobody. Leave it null, or name the application.";
        }

        if (overrides.Header is null && overrides.Cookie is null)
        {
            yield return $"{ErrorCodes.OverrideCarrier}: Overrides.Header and Overrides.Cookie are both null, so no request can bring a token. Name one of them.";
        }

        foreach (var (what, carrier) in new[] { ("Header", overrides.Header), ("Cookie", overrides.Cookie) })
        {
            if (carrier is not null && !IsToken(carrier))
            {
                yield return $"{ErrorCodes.OverrideCarrier}: Overrides.{what} is '{carrier}', which is no name of one. Use letters, digits and hyphens.";
            }
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && !s_words.Contains(name) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '-');

    private static bool IsToken(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
