using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore;

internal sealed class ProgressiveHttpOptionsValidator : IValidateOptions<ProgressiveHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, ProgressiveHttpOptions options)
    {
        if (options.Keys is null || options.Keys.Count == 0)
        {
            return ValidateOptionsResult.Fail(
                $"{ErrorCodes.NoKeySources}: ProgressiveHttpOptions.Keys is empty, so no split or rollout could ever leave its default. "
                + "Name a source, TargetingKeySource.User() for example.");
        }

        return options.OutcomeOf is null
            ? ValidateOptionsResult.Fail($"{ErrorCodes.NoOutcome}: ProgressiveHttpOptions.OutcomeOf is null. Leave it alone, or set a function.")
            : ValidateOptionsResult.Success;
    }
}
