namespace Progressive.Flags;

/// <summary>What a flag serves in one flow of execution, whatever it would decide: for tests that share a host and must not see one another's overrides.</summary>
/// <remarks>A process that makes none pays for one check of a field.</remarks>
internal sealed class LocalOverride : IDisposable
{
    private const string Cause = "overridden in this flow of execution";

    private static readonly AsyncLocal<LocalOverride?> s_current = new();

    private readonly LiveFlags _live;
    private readonly string _flag;
    private readonly string? _variant;
    private readonly LocalOverride? _outer;
    private volatile bool _isOver;

    /// <param name="live">The flags of the host that it holds for.</param>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="variant">The variant; null: the flag is off.</param>
    public LocalOverride(LiveFlags live, string flag, string? variant)
    {
        (_live, _flag, _variant, _outer) = (live, flag, variant, s_current.Value);
        s_current.Value = this;
        IsUsed = true;
    }

    /// <summary>Set for good by the first one.</summary>
    public static bool IsUsed { get; private set; }

    /// <summary>The answer of the innermost override of a flag; null where there is none, and where the flag is killed: that is a person's word.</summary>
    public static Evaluation? Find(LiveFlags live, CompiledFlag flag)
    {
        for (var local = s_current.Value; local is not null; local = local._outer)
        {
            if (!local._isOver && local._live == live && string.Equals(local._flag, flag.Key, StringComparison.OrdinalIgnoreCase))
            {
                return flag.IsKilled ? null : local.Answer(flag);
            }
        }

        return null;
    }

    public void Dispose()
    {
        // Flows that were started inside keep this one in sight, and see that it is over.
        _isOver = true;
        if (s_current.Value == this)
        {
            s_current.Value = _outer;
        }
    }

    private Evaluation? Answer(CompiledFlag flag)
    {
        var variants = flag.Parts.Variants;
        if (_variant is null)
        {
            return variants[flag.Parts.Off].Make(flag.Key, EvaluationReason.Disabled, cause: Cause);
        }

        var chosen = Array.Find(variants, variant => string.Equals(variant.Name, _variant, StringComparison.OrdinalIgnoreCase));
        return chosen is null ? null
            : flag.UnavailabilityOf(chosen.Index) is { Kind: not AvailabilityKind.Closed } unready
                ? variants[flag.Parts.Off].Make(flag.Key, EvaluationReason.Disabled, cause: $"{Cause}, but {chosen.Name} is {unready.Cause}")
                : chosen.Make(flag.Key, EvaluationReason.TargetingMatch, cause: Cause);
    }
}
