namespace Progressive.State;

internal enum StateFileVerdict
{
    Sound,
    Damaged,

    /// <summary>Whole, but of a format this version cannot read.</summary>
    UnknownFormat,

    /// <summary>Not a state file at all.</summary>
    Foreign,
}
