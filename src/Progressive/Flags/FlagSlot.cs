namespace Progressive.Flags;

/// <summary>What a <see cref="FlagKey"/> remembers: a position, and the index it is valid for. One object, so that halves never mix.</summary>
internal sealed class FlagSlot(FlagIndex index, int position)
{
    public FlagIndex Index { get; } = index;

    /// <summary>Negative where the index has no such flag.</summary>
    public int Position { get; } = position;
}
