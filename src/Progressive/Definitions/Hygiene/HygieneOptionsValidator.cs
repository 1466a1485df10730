using Microsoft.Extensions.Options;
using Progressive.Diagnostics;

namespace Progressive.Definitions.Hygiene;

internal sealed class HygieneOptionsValidator : IValidateOptions<HygieneOptions>
{
    private static readonly TimeSpan s_least = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_most = TimeSpan.FromDays(3653);

    public ValidateOptionsResult Validate(string? name, HygieneOptions options)
    {
        string[] problems =
        [
            .. new[]
            {
                (Name: nameof(options.NotEvaluatedFor), Time: options.NotEvaluatedFor, Usual: "14 days"),
                (Name: nameof(options.SameAnswerFor), Time: options.SameAnswerFor, Usual: "30 days"),
                (Name: nameof(options.BakedFor), Time: options.BakedFor, Usual: "7 days"),
            }
            .Where(static option => option.Time < s_least || option.Time > s_most)
            .Select(static option => $"{ErrorCodes.HygieneOutOfRange}: HygieneOptions.{option.Name} is {option.Time}. It is a time from 1 hour to 10 years, usually {option.Usual}."),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
