namespace Progressive.State;

/// <summary>A file being written; disposing closes it and says nothing about the disk.</summary>
internal interface IFileWriting : IDisposable
{
    void Write(ReadOnlySpan<byte> content);

    /// <summary>Returns when the content is on the disk, not only in the system's cache.</summary>
    void Flush();
}
