namespace Progressive;

/// <summary>
/// A flag's name that remembers where the flag is, so that reading it costs less than looking the name up. Keep one in a static field:
/// <c>static readonly FlagKey NewSearch = new("new-search");</c>.
/// </summary>
/// <remarks>Stays valid when definitions reload. Safe for use by many threads and by several hosts in one process.</remarks>
public sealed class FlagKey
{
    // An (index, position) pair that belongs together is one object, so that two threads and two hosts can never mix halves.
    internal object? Slot;

    /// <summary>Names a flag.</summary>
    /// <param name="name">The flag's key; compared ignoring case.</param>
    public FlagKey(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The flag's key.</summary>
    public string Name { get; }

    /// <summary>The flag's key.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
