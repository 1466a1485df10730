using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace Progressive;

/// <summary>Reads the values of variants.</summary>
/// <remarks>
/// Each reading evaluates the flag once and allocates nothing. The fallback is returned where the flag does not exist, the variant that is served has no
/// value, or the value is of another type; the last of these is logged once and counted by <c>progressive.values.mismatched</c>. Nothing throws. What comes from configuration, which has no types, is read as what is asked for.
/// </remarks>
public static class FlagValueExtensions
{
    /// <summary>The truth value that a flag serves.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="fallback">What to return where there is no such value.</param>
    /// <param name="context">Who is asking; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>The value, or the fallback.</returns>
    public static bool GetValue(this IFlags flags, string flag, bool fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The truth value that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static bool GetValue(this IFlags flags, FlagKey flag, bool fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The text that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    [return: NotNullIfNotNull(nameof(fallback))]
    public static string? GetValue(this IFlags flags, string flag, string? fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The text that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    [return: NotNullIfNotNull(nameof(fallback))]
    public static string? GetValue(this IFlags flags, FlagKey flag, string? fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The whole number that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static int GetValue(this IFlags flags, string flag, int fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The whole number that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static int GetValue(this IFlags flags, FlagKey flag, int fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The whole number that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static long GetValue(this IFlags flags, string flag, long fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The whole number that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static long GetValue(this IFlags flags, FlagKey flag, long fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The number that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static double GetValue(this IFlags flags, string flag, double fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The number that a flag serves.</summary>
    /// <inheritdoc cref="GetValue(IFlags, string, bool, EvaluationContext?)"/>
    public static double GetValue(this IFlags flags, FlagKey flag, double fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), fallback);

    /// <summary>The JSON that a flag serves, bound to a type.</summary>
    /// <typeparam name="T">The type; a record is best, because every caller gets the same instance.</typeparam>
    /// <param name="flags">The flags.</param>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="type">How to read it: <c>ShopJson.Default.SearchSettings</c> of a source-generated context.</param>
    /// <param name="fallback">What to return where there is no such value.</param>
    /// <param name="context">Who is asking; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>The value, the same instance each time; or the fallback.</returns>
    public static T GetValue<T>(this IFlags flags, string flag, JsonTypeInfo<T> type, T fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), type, fallback);

    /// <inheritdoc cref="GetValue{T}(IFlags, string, JsonTypeInfo{T}, T, EvaluationContext?)"/>
    public static T GetValue<T>(this IFlags flags, FlagKey flag, JsonTypeInfo<T> type, T fallback, EvaluationContext? context = null) =>
        Read(flags, Evaluate(flags, flag, context), type, fallback);

    private static bool Read(IFlags flags, Evaluation evaluation, bool fallback) => evaluation.Value is not { } value
        ? fallback
        : value.TryGet(out bool read) ? read : Mismatch(flags, evaluation, "a truth value", fallback);

    [return: NotNullIfNotNull(nameof(fallback))]
    private static string? Read(IFlags flags, Evaluation evaluation, string? fallback) => evaluation.Value is not { } value
        ? fallback
        : value.TryGet(out string? read) ? read : Mismatch(flags, evaluation, "a text", fallback);

    private static int Read(IFlags flags, Evaluation evaluation, int fallback) => evaluation.Value is not { } value
        ? fallback
        : value.TryGet(out long read) && read is >= int.MinValue and <= int.MaxValue
                ? (int)read
                : Mismatch(flags, evaluation, "a whole number of 32 bits", fallback);

    private static long Read(IFlags flags, Evaluation evaluation, long fallback) => evaluation.Value is not { } value
        ? fallback
        : value.TryGet(out long read) ? read : Mismatch(flags, evaluation, "a whole number of 64 bits", fallback);

    private static double Read(IFlags flags, Evaluation evaluation, double fallback) => evaluation.Value is not { } value
        ? fallback
        : value.TryGet(out double read) ? read : Mismatch(flags, evaluation, "a number", fallback);

    private static T Read<T>(IFlags flags, Evaluation evaluation, JsonTypeInfo<T> type, T fallback)
    {
        ArgumentNullException.ThrowIfNull(type);
        return evaluation.Value is not { } value
            ? fallback
            : value.TryGet(type, out var read) ? read : Mismatch(flags, evaluation, type.Type.Name, fallback, value.ProblemOf(type));
    }

    private static Evaluation Evaluate(IFlags flags, string flag, EvaluationContext? context)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.Evaluate(flag, context);
    }

    private static Evaluation Evaluate(IFlags flags, FlagKey flag, EvaluationContext? context)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.Evaluate(flag, context);
    }

    private static T Mismatch<T>(IFlags flags, Evaluation evaluation, string wanted, T fallback, string? problem = null)
    {
        (flags as IValueMismatches)?.Report(evaluation, wanted, problem);
        return fallback;
    }
}
