using System.Buffers;
using Microsoft.Extensions.Options;
using Npgsql;
using Progressive.PostgreSql.Diagnostics;

namespace Progressive.PostgreSql;

internal sealed class PostgreSqlStateOptionsValidator : IValidateOptions<PostgreSqlStateOptions>
{
    // What PostgreSQL cuts names at.
    private const int MostCharacters = 63;

    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public ValidateOptionsResult Validate(string? name, PostgreSqlStateOptions options)
    {
        string[] problems = [.. Problems(options).Select(static problem => $"{ErrorCodes.OptionsInvalid}: PostgreSqlStateOptions.{problem}")];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>For what is interpolated into SQL: nothing that would need quotes gets through.</summary>
    internal static bool IsName(string? name) =>
        name is { Length: > 0 and <= MostCharacters } && !name.AsSpan().ContainsAnyExcept(s_name) && !char.IsAsciiDigit(name[0]) && !name.StartsWith("pg_", StringComparison.Ordinal);

    private static IEnumerable<string> Problems(PostgreSqlStateOptions options)
    {
        if (Connection(options) is { } wrong)
        {
            yield return $"ConnectionString {wrong}";
        }

        if (!IsName(options.Schema))
        {
            yield return $"Schema is '{options.Schema}'. It is 1 to {MostCharacters} lower case letters, digits and _, begins with neither a digit nor pg_, and is usually 'progressive'.";
        }

        if (options.PollInterval < TimeSpan.FromMilliseconds(100) || options.PollInterval > TimeSpan.FromMinutes(1))
        {
            yield return $"PollInterval is {options.PollInterval}. It is a time between looks for changes: 100 ms to 1 minute, usually 5 s.";
        }

        if (options.OperationTimeout < TimeSpan.FromMilliseconds(50) || options.OperationTimeout > TimeSpan.FromMinutes(1))
        {
            yield return $"OperationTimeout is {options.OperationTimeout}. It is how long an operation may take: 50 ms to 1 minute, usually 1 s.";
        }
    }

    private static string? Connection(PostgreSqlStateOptions options)
    {
        if (options.HasDataSource)
        {
            return options.ConnectionString is null ? null : "is set beside a data source. Remove one of the two.";
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return "is missing. Set it, such as Host=db.example;Database=shop;Username=shop, or pass a data source.";
        }

        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(options.ConnectionString).Host) ? "names no Host." : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or OverflowException or KeyNotFoundException)
        {
            // The message of the cause may quote values, and a password is one.
            return "cannot be read: a keyword is unknown, a value does not fit its keyword, or a quote is open.";
        }
    }
}
