using Microsoft.Extensions.Options;
using Progressive.Diagnostics;

namespace Progressive.Rollouts;

internal sealed class RolloutOptionsValidator : IValidateOptions<RolloutOptions>
{
    public ValidateOptionsResult Validate(string? name, RolloutOptions options) => options.Alpha is > 0 and <= 0.5
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"{ErrorCodes.AlphaOutOfRange}: RolloutOptions.Alpha is {options.Alpha}. It is the chance of a false rollback per guard: more than 0, at most 0.5, usually 0.01.");
}
