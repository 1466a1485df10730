using Microsoft.Extensions.Options;
using Progressive.Redis.Diagnostics;
using StackExchange.Redis;

namespace Progressive.Redis;

internal sealed class RedisStateOptionsValidator : IValidateOptions<RedisStateOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisStateOptions options)
    {
        List<string> problems = [.. Problems(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static IEnumerable<string> Problems(RedisStateOptions options)
    {
        if (!options.BorrowsConnection && Endpoints(options.Configuration) is { } problem)
        {
            yield return $"{ErrorCodes.InvalidOptions}: RedisStateOptions.Configuration {problem}. Give it as StackExchange.Redis reads it, such as 'redis.internal:6379,user=shop,password=...'.";
        }

        if (options.PollInterval < TimeSpan.FromSeconds(0.1) || options.PollInterval > TimeSpan.FromMinutes(5))
        {
            yield return $"{ErrorCodes.InvalidOptions}: RedisStateOptions.PollInterval is {options.PollInterval}. It is a time between 0.1 s and 5 min, usually 5 s.";
        }

        if (options.OperationTimeout < TimeSpan.FromSeconds(0.05) || options.OperationTimeout > TimeSpan.FromSeconds(30))
        {
            yield return $"{ErrorCodes.InvalidOptions}: RedisStateOptions.OperationTimeout is {options.OperationTimeout}. It is a time between 0.05 s and 30 s, usually 1 s.";
        }
    }

    /// <summary>The parser's own words may quote a piece of a password that holds a comma, so they are not repeated.</summary>
    private static string? Endpoints(string? configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration))
        {
            return "is empty";
        }

        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count == 0 ? "names no server" : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return "cannot be read";
        }
    }
}
