using System.Collections.Immutable;
using Progressive.Definitions;
using Progressive.Testing.Diagnostics;

namespace Progressive.Testing;

/// <summary>
/// Says what flags serve in the host under test, whatever configuration, rules and rollouts say. Added by <c>services.AddFlagOverrides()</c>; other hosts of the
/// same process, and tests that run at the same time with hosts of their own, see nothing of it.
/// </summary>
/// <remarks>
/// An override is in force when the call returns. While a flag serves a variant by override its guards and its rollout rest: a test may let a candidate fail as often
/// as it likes. When the override is cleared the rollout goes on at its step, share and evidence with the next tick, at most 200 ms later. A killed flag stays killed,
/// and a variant that is missing or warming is served to nobody, as always. Safe for use by many threads.
/// </remarks>
/// <example><code>
/// var overrides = host.Services.GetRequiredService&lt;FlagOverrides&gt;();
/// using (overrides.With("checkout", "candidate")) { … }
/// </code></example>
public sealed class FlagOverrides
{
    private const string On = "on";

    private readonly Lock _gate = new();
    private readonly OverrideSource _source;
    private readonly DefinitionCatalog _catalog;

    internal FlagOverrides(OverrideSource source, DefinitionCatalog catalog)
    {
        _source = source;
        _catalog = catalog;
    }

    /// <summary>Serves a variant to everybody.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="variant">One of the flag's variants, such as <c>candidate</c>; compared ignoring case.</param>
    /// <exception cref="ProgressiveException">The host has no such flag (PRG0450), or the flag no such variant (PRG0451).</exception>
    public void Set(string flag, string variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        Replace(flag, () => Find(flag, variant));
    }

    /// <summary>Switches a flag on, which needs a variant <c>on</c>, or off, which every flag can be.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="on">Whether it is on.</param>
    /// <exception cref="ProgressiveException">The host has no such flag (PRG0450), or the flag no variant <c>on</c> (PRG0451).</exception>
    public void Set(string flag, bool on) => Replace(flag, () => Find(flag, on ? On : null));

    /// <summary>Overrides a flag until the returned scope is disposed, which brings back what was in force before, an earlier override included.</summary>
    /// <inheritdoc cref="Set(string, string)"/>
    /// <returns>The scope; scopes of one flag nest.</returns>
    public IDisposable With(string flag, string variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        return new Scope(this, flag, Replace(flag, () => Find(flag, variant)));
    }

    /// <summary>Switches a flag on or off until the returned scope is disposed, which brings back what was in force before, an earlier override included.</summary>
    /// <inheritdoc cref="Set(string, bool)"/>
    /// <returns>The scope; scopes of one flag nest.</returns>
    public IDisposable With(string flag, bool on) => new Scope(this, flag, Replace(flag, () => Find(flag, on ? On : null)));

    /// <summary>
    /// Overrides a flag for this flow of execution until the returned scope is disposed: for tests that share a host and run at the same time. What is started inside
    /// sees the override, other tests do not. It beats <see cref="Set(string, string)"/> and <see cref="With(string, string)"/>.
    /// </summary>
    /// <remarks>
    /// Requests to a <c>TestServer</c> see it where <c>TestServer.PreserveExecutionContext</c> is true; those that go through a socket do not. The host's guards and
    /// rollouts do not rest meanwhile, because they are everybody's: a test that lets a candidate fail wants <see cref="With(string, string)"/> and a host of its own.
    /// A closed variant is served all the same. Call it in the test itself: what a set-up method enters may have ended with it.
    /// </remarks>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="variant">One of the flag's variants, such as <c>candidate</c>; compared ignoring case.</param>
    /// <returns>The scope; scopes nest.</returns>
    /// <exception cref="ProgressiveException">The host has no such flag (PRG0450), or the flag no such variant (PRG0451).</exception>
    public IDisposable WithLocal(string flag, string variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        return OverrideLocally(flag, variant);
    }

    /// <summary>Switches a flag on or off for this flow of execution until the returned scope is disposed: for tests that share a host and run at the same time.</summary>
    /// <inheritdoc cref="WithLocal(string, string)"/>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="on">Whether it is on, which needs a variant <c>on</c>, or off, which every flag can be.</param>
    public IDisposable WithLocal(string flag, bool on) => OverrideLocally(flag, on ? On : null);

    /// <summary>Takes the override of a flag back; does nothing where there is none.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    public void Clear(string flag) => Replace(flag, static () => null);

    /// <summary>Takes every override back.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Apply(_source.Overrides.Clear());
        }
    }

    private IDisposable OverrideLocally(string flag, string? variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        return _catalog.OverrideLocally(flag, Find(flag, variant).Variant);
    }

    private FlagOverride Find(string flag, string? variant)
    {
        var variants = _catalog.VariantsOf(flag);
        if (variants.Count == 0)
        {
            throw OverrideErrors.UnknownFlag(flag, _catalog.Flags);
        }

        return variant is null || variants.Contains(variant, StringComparer.OrdinalIgnoreCase)
            ? new FlagOverride(variant, variants)
            : throw OverrideErrors.UnknownVariant(flag, variant, variants);
    }

    private FlagOverride? Replace(string flag, Func<FlagOverride?> choose)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        lock (_gate)
        {
            var overrides = _source.Overrides;
            var before = overrides.GetValueOrDefault(flag);
            var after = choose();
            Apply(after is null ? overrides.Remove(flag) : overrides.SetItem(flag, after));
            return before;
        }
    }

    private void Apply(ImmutableSortedDictionary<string, FlagOverride> overrides)
    {
        var before = _source.Overrides;
        if (ReferenceEquals(overrides, before))
        {
            return;
        }

        _source.Overrides = overrides;
        try
        {
            _catalog.Reload();
        }
        catch (ProgressiveException)
        {
            // Not in force, so it must not come into force with the next reload either.
            _source.Overrides = before;
            throw;
        }
    }

    private sealed class Scope(FlagOverrides overrides, string flag, FlagOverride? before) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                overrides.Replace(flag, () => before);
            }
        }
    }
}
