using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace Progressive.Variants;

/// <summary>Where such options come from: the variant's value if it has one that is valid, else what the application configured.</summary>
internal sealed class VariantOptionsSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    IFlags flags, string flag, JsonTypeInfo<TOptions> type, IOptionsFactory<TOptions> factory, IEnumerable<IValidateOptions<TOptions>> validators)
    where TOptions : class
{
    private readonly FlagKey _flag = new(flag);
    private readonly IValidateOptions<TOptions>[] _validators = [.. validators];

    // What was looked at last: values are few, and the same instance each time.
    private volatile Seen? _seen;

    public TOptions Create(string name) => factory.Create(name);

    public TOptions Find()
    {
        var evaluation = flags.Evaluate(_flag);
        if (evaluation.Value is not { } value)
        {
            return factory.Create(Options.DefaultName);
        }

        if (!value.TryGet(type, out var options))
        {
            Report(evaluation, value.ProblemOf(type));
            return factory.Create(Options.DefaultName);
        }

        var seen = _seen;
        if (seen is null || !ReferenceEquals(seen.Options, options))
        {
            _seen = seen = new Seen(options, ProblemOf(options));
        }

        if (seen.Problem is null)
        {
            return options;
        }

        Report(evaluation, seen.Problem);
        return factory.Create(Options.DefaultName);
    }

    private void Report(Evaluation evaluation, string? problem) => (flags as IValueMismatches)?.Report(evaluation, typeof(TOptions).Name, problem);

    private string? ProblemOf(TOptions options)
    {
        try
        {
            string[] failures = [.. _validators.Select(validator => validator.Validate(Options.DefaultName, options)).Where(static result => result.Failed).SelectMany(static result => result.Failures ?? [])];
            return failures.Length == 0 ? null : string.Join("; ", failures);
        }
        catch (Exception e)
        {
            return $"its validation threw {e.GetType().Name}: {e.Message}";
        }
    }

    private sealed record Seen(TOptions Options, string? Problem);
}
