namespace Progressive.Variants;

/// <summary>Every variant that this build has code for. A variant that a definition names and no code declares is missing here.</summary>
/// <remarks>Filled while the host starts; safe for use by many threads.</remarks>
public sealed class VariantDeclarations
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VariantDeclaration[]> _byFlag = new(StringComparer.OrdinalIgnoreCase);
    private int _expected;

    /// <summary>Raised after a declaration has been added, unless more are expected.</summary>
    public event Action? Changed;

    /// <summary>Raised when everybody who was expected has declared. What it throws, <see cref="Complete"/> throws.</summary>
    internal event Action? Completed;

    /// <summary>
    /// Whether everybody has declared. Until then a variant that no code declares is missing rather than unknown: its code may be on its way.
    /// </summary>
    public bool IsComplete => Volatile.Read(ref _expected) == 0;

    /// <summary>The flags that code has variants for.</summary>
    public IReadOnlyCollection<string> Flags
    {
        get
        {
            lock (_gate)
            {
                return [.. _byFlag.Keys];
            }
        }
    }

    /// <summary>Declares variants. What is already declared in the same words is not declared twice.</summary>
    /// <param name="declarations">The variants.</param>
    public void Add(params IEnumerable<VariantDeclaration> declarations)
    {
        ArgumentNullException.ThrowIfNull(declarations);
        var changed = false;
        lock (_gate)
        {
            foreach (var declaration in declarations)
            {
                var known = _byFlag.GetValueOrDefault(declaration.Flag, []);
                if (!known.Contains(declaration))
                {
                    _byFlag[declaration.Flag] = [.. known, declaration];
                    changed = true;
                }
            }
        }

        if (changed && IsComplete)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>One of those who declare while the host starts has done so.</summary>
    /// <exception cref="ProgressiveException">It was the last one, and definitions do not fit what has been declared.</exception>
    public void Complete()
    {
        int expected;
        do
        {
            expected = Volatile.Read(ref _expected);
            if (expected == 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _expected, expected - 1, expected) != expected);

        if (expected == 1)
        {
            Completed?.Invoke();
        }
    }

    internal void Expect(int declarers) => Volatile.Write(ref _expected, declarers);

    /// <summary>The host has started: whoever has not declared by now has nothing to declare.</summary>
    internal void CompleteAll()
    {
        if (Interlocked.Exchange(ref _expected, 0) != 0)
        {
            Completed?.Invoke();
        }
    }

    /// <summary>The variants that code declares for a flag, in the order of declaration; empty where there are none.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <returns>The declarations.</returns>
    public IReadOnlyList<VariantDeclaration> Of(string flag)
    {
        lock (_gate)
        {
            return _byFlag.GetValueOrDefault(flag, []);
        }
    }

    /// <summary>The revision of a variant: what its declarations say, joined where several services follow one flag.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <param name="variant">The variant's name.</param>
    /// <returns>The revision, or null where none was declared.</returns>
    public string? RevisionOf(string flag, string variant)
    {
        var revisions = Of(flag)
            .Where(d => d.Revision is not null && string.Equals(d.Variant, variant, StringComparison.OrdinalIgnoreCase))
            .Select(d => d.Revision!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return revisions.Length == 0 ? null : string.Join('+', revisions);
    }
}
