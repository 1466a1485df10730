using Microsoft.Extensions.Options;
using Progressive.Diagnostics;

namespace Progressive.Rollouts;

internal sealed class RolloutOptionsValidator : IValidateOptions<RolloutOptions>
{
    public ValidateOptionsResult Validate(string? name, RolloutOptions options)
    {
        var problems = new List<string>();
        if (options.Alpha is not (> 0 and <= 0.5))
        {
            problems.Add(
                $"{ErrorCodes.AlphaOutOfRange}: RolloutOptions.Alpha is {options.Alpha}. It is the chance of a false rollback per guard: more than 0, at most 0.5, usually 0.01.");
        }

        if (options.ErrorMargin is not (> 1 and < double.PositiveInfinity))
        {
            problems.Add($"{ErrorCodes.MarginOutOfRange}: RolloutOptions.ErrorMargin is {options.ErrorMargin}. It is a factor on stable's odds: more than 1, usually 2.");
        }

        if (options.ValueMargin is not (> 1 and < double.PositiveInfinity))
        {
            problems.Add($"{ErrorCodes.MarginOutOfRange}: RolloutOptions.ValueMargin is {options.ValueMargin}. It is a factor on stable's value: more than 1, usually 1.2.");
        }

        if (options.NegligibleRate is not (>= 0 and < 1))
        {
            problems.Add($"{ErrorCodes.MarginOutOfRange}: RolloutOptions.NegligibleRate is {options.NegligibleRate}. It is a rate: 0 or more and less than 1, usually 0.001.");
        }

        if (options.FewestCallsPerStep < 0)
        {
            problems.Add($"{ErrorCodes.MarginOutOfRange}: RolloutOptions.FewestCallsPerStep is {options.FewestCallsPerStep}. It is a number of calls: 0 or more.");
        }

        if (options.FalseAlarmEvery < TimeSpan.FromHours(1) || options.FalseAlarmEvery > TimeSpan.FromDays(3653))
        {
            problems.Add($"{ErrorCodes.MarginOutOfRange}: RolloutOptions.FalseAlarmEvery is {options.FalseAlarmEvery}. It is a time between false alarms: 1 hour to 10 years, usually 30 days.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
