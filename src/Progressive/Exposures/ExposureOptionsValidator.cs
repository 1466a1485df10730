using Microsoft.Extensions.Options;
using Progressive.Diagnostics;

namespace Progressive.Exposures;

internal sealed class ExposureOptionsValidator : IValidateOptions<ExposureOptions>
{
    private const int LeastCapacity = 1024;
    private const int MostCapacity = 1 << 24;
    private const int LeastQueue = 64;
    private const int MostQueue = 1 << 20;

    public ValidateOptionsResult Validate(string? name, ExposureOptions options)
    {
        var problems = new List<string>();
        void Complain(FormattableString what) => problems.Add($"{ErrorCodes.InvalidExposures}: ExposureOptions.{FormattableString.Invariant(what)}");

        if (options.Reasons is not { Count: > 0 } reasons)
        {
            Complain($"Reasons is empty, so nothing would ever be recorded. Name a reason, Split for example, or leave AddExposures() out.");
        }
        else if (reasons.Any(static reason => !Enum.IsDefined(reason)))
        {
            Complain($"Reasons has {reasons.First(static reason => !Enum.IsDefined(reason))}, which is no reason. Use the names of EvaluationReason.");
        }

        if (options.Capacity is < LeastCapacity or > MostCapacity)
        {
            Complain($"Capacity is {options.Capacity}. It is at least {LeastCapacity} and at most {MostCapacity}.");
        }

        if (options.QueueCapacity is < LeastQueue or > MostQueue)
        {
            Complain($"QueueCapacity is {options.QueueCapacity}. It is at least {LeastQueue} and at most {MostQueue}.");
        }

        if (options.RepeatAfter < TimeSpan.FromMinutes(1) || options.RepeatAfter > TimeSpan.FromDays(7))
        {
            Complain($"RepeatAfter is {options.RepeatAfter}. It is at least a minute and at most seven days.");
        }

        if (options.SinkTimeout <= TimeSpan.Zero || options.SinkTimeout > TimeSpan.FromMinutes(5))
        {
            Complain($"SinkTimeout is {options.SinkTimeout}. It is more than zero and at most five minutes.");
        }

        if (!Enum.IsDefined(options.LoggedUnit))
        {
            Complain($"LoggedUnit is {options.LoggedUnit}. Use Omitted, Hashed or Plain.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
