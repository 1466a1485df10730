using System.ComponentModel;
using Progressive.Definitions.Hygiene;
using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>The flags that are in force. Registered as a singleton by <c>AddProgressiveDelivery()</c>.</summary>
/// <remarks>Safe for use by many threads.</remarks>
public sealed class DefinitionCatalog
{
    private readonly DefinitionLoader _loader;
    private readonly LiveFlags _live;
    private readonly FlagHygiene _hygiene;

    internal DefinitionCatalog(DefinitionLoader loader, LiveFlags live, FlagHygiene hygiene)
    {
        _loader = loader;
        _live = live;
        _hygiene = hygiene;
    }

    /// <summary>The keys of all flags, those that only code knows included.</summary>
    /// <exception cref="DefinitionException">The definitions were not loaded yet, and cannot be.</exception>
    public IReadOnlyList<string> Flags
    {
        get
        {
            _loader.EnsureLoaded();
            return [.. _live.Current.Flags.Select(static flag => flag.Key)];
        }
    }

    /// <summary>Every flag with its owner, its expiry date, how this process used it, and why it should be cleaned up; those that only code knows included.</summary>
    /// <remarks>Gathered when it is asked for, off the path of requests; with thousands of flags, ask seldom.</remarks>
    /// <exception cref="DefinitionException">The definitions were not loaded yet, and cannot be.</exception>
    public IReadOnlyList<FlagStatus> Statuses
    {
        get
        {
            _loader.EnsureLoaded();
            return _hygiene.Statuses();
        }
    }

    /// <summary>One flag with its owner, its expiry date, how this process used it, and why it should be cleaned up.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <returns>Its status; null where there is no such flag.</returns>
    /// <exception cref="DefinitionException">The definitions were not loaded yet, and cannot be.</exception>
    public FlagStatus? StatusOf(string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        _loader.EnsureLoaded();
        return _hygiene.StatusOf(flag);
    }

    /// <summary>The variants of a flag, those that its form implies included.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <returns>Their names; empty where there is no such flag.</returns>
    /// <exception cref="DefinitionException">The definitions were not loaded yet, and cannot be.</exception>
    public IReadOnlyList<string> VariantsOf(string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        _loader.EnsureLoaded();
        return _live.Current.TryGet(flag, out var compiled) ? [.. compiled.Parts.Variants.Select(static variant => variant.Name)] : [];
    }

    /// <summary>
    /// Has a flag serve one variant in this flow of execution, and no other, until the returned scope is disposed, whatever the flag would decide. What
    /// <c>FlagOverrides.WithLocal</c> in <c>Progressive.Testing</c> stands on; applications have rules.
    /// </summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="variant">The variant; null: the flag is off. One that the flag does not have changes nothing.</param>
    /// <returns>The scope; scopes nest. Tasks started inside see the override until then.</returns>
    /// <remarks>A killed flag stays killed, and a variant that is missing or warming is served to nobody. A closed one is served.</remarks>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public IDisposable OverrideLocally(string flag, string? variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        return new LocalOverride(_live, flag, variant);
    }

    /// <summary>Reads every source again. What they say at the time of the call is in force when it returns.</summary>
    /// <exception cref="ProgressiveException">What they say cannot be put in force; what was in force before stays.</exception>
    public void Reload()
    {
        if (_loader.ReloadNow() is { } problems)
        {
            throw new ProgressiveException(
                ErrorCodes.DefinitionsRejected,
                $"{ErrorCodes.DefinitionsRejected}: The definitions have problems; what was in force before stays.{Environment.NewLine}{problems}");
        }
    }
}
