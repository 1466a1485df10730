namespace Progressive.State;

/// <summary>What a <see cref="FileStateStore"/> had to do about damaged files, from harmless to worst.</summary>
public enum FileStateRecovery
{
    /// <summary>Nothing: the files were good.</summary>
    None = 0,

    /// <summary>The file on disk was damaged or gone; what this process had read before was written again.</summary>
    FromMemory,

    /// <summary>The file was damaged or gone; the one before it was used, so the last write may be lost.</summary>
    FromPrevious,

    /// <summary>Both files were damaged: they were put aside, and the store began empty with a new generation.</summary>
    StartedEmpty,
}
