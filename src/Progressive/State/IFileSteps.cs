namespace Progressive.State;

/// <summary>
/// The steps a state file is written in, one method for each point at which a process or a machine can die: tests end the world between any two of them.
/// Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal interface IFileSteps
{
    /// <summary>The whole content, or <see langword="null"/> when there is no such file or directory.</summary>
    byte[]? Read(string path);

    /// <summary>The first bytes, at most <paramref name="count"/>, or <see langword="null"/> when there is no such file or directory.</summary>
    byte[]? ReadStart(string path, int count);

    bool Exists(string path);

    /// <summary>Creates the file, or empties the one that is there.</summary>
    IFileWriting Create(string path);

    /// <summary>Gives an existing file a second name that must be free; <see langword="false"/> where the file system cannot do that.</summary>
    bool TryLink(string existing, string name);

    /// <summary>Renames in one step, over whatever has the new name.</summary>
    void Move(string from, string to);

    void Delete(string path);

    /// <summary>Makes renames in the directory survive a power loss, where the platform can.</summary>
    void FlushDirectory(string directory);

    /// <summary>The exclusive lock between processes, or <see langword="null"/> when another one holds it.</summary>
    IDisposable? TryLock(string path);
}
