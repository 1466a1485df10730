namespace Progressive.AspNetCore;

/// <summary>What flags have to say for an endpoint, a branch of the pipeline or a part of a page to be there.</summary>
/// <remarks>Immutable. A flag that nothing defines is off. Flags are asked in the order given, and no further than the answer is open.</remarks>
/// <example><code>app.MapGet("/beta", Beta).RequireFlag(FlagRequirement.Any("beta", "staff"));</code></example>
public sealed class FlagRequirement
{
    private readonly string[] _flags;

    private FlagRequirement(string[] flags, bool isAny, bool isNegated)
    {
        _flags = flags;
        IsAny = isAny;
        IsNegated = isNegated;
    }

    /// <summary>The flags' keys.</summary>
    public IReadOnlyList<string> Flags => _flags;

    /// <summary>Whether one flag that is on is enough; otherwise all must be.</summary>
    public bool IsAny { get; }

    /// <summary>Whether it is met exactly where it would otherwise not be.</summary>
    public bool IsNegated { get; }

    /// <summary>Equal requirements ask one question, once per request.</summary>
    internal string Text => $"{(IsNegated ? "not " : "")}{(IsAny ? "any" : "all")}({string.Join(',', _flags).ToLowerInvariant()})";

    /// <summary>All of the flags are on.</summary>
    /// <param name="flags">The flags' keys; at least one.</param>
    /// <returns>The requirement.</returns>
    public static FlagRequirement All(params string[] flags) => new(Checked(flags), isAny: false, isNegated: false);

    /// <summary>At least one of the flags is on.</summary>
    /// <param name="flags">The flags' keys; at least one.</param>
    /// <returns>The requirement.</returns>
    public static FlagRequirement Any(params string[] flags) => new(Checked(flags), isAny: true, isNegated: false);

    /// <summary>None of the flags is on: what is to be gone once its replacement is there.</summary>
    /// <param name="flags">The flags' keys; at least one.</param>
    /// <returns>The requirement.</returns>
    public static FlagRequirement None(params string[] flags) => Any(flags).Negate();

    /// <summary>The opposite: met where this one is not.</summary>
    /// <returns>The requirement.</returns>
    public FlagRequirement Negate() => new(_flags, IsAny, !IsNegated);

    /// <summary>The requirement in words, for logs.</summary>
    /// <returns>For example <c>not any(beta,staff)</c>.</returns>
    public override string ToString() => Text;

    /// <summary>Whether it is met, by what each flag says.</summary>
    internal bool IsMet<TState>(TState state, Func<TState, int, bool> isOn)
    {
        var found = !IsAny;
        for (var i = 0; i < _flags.Length && found != IsAny; i++)
        {
            found = isOn(state, i);
        }

        return found != IsNegated;
    }

    private static string[] Checked(string[] flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentOutOfRangeException.ThrowIfZero(flags.Length, nameof(flags));
        foreach (var flag in flags)
        {
            ArgumentException.ThrowIfNullOrEmpty(flag, nameof(flags));
        }

        return [.. flags];
    }
}
