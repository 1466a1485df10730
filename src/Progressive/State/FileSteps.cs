using Microsoft.Win32.SafeHandles;

namespace Progressive.State;

internal sealed class FileSteps : IFileSteps
{
    // errno EWOULDBLOCK as .NET passes it on when flock refuses: 11 on Linux, 35 on macOS; on Windows sharing and lock violations, 32 and 33.
    private static readonly int[] s_heldElsewhere =
        OperatingSystem.IsWindows() ? [unchecked((int)0x80070020), unchecked((int)0x80070021)] : OperatingSystem.IsLinux() ? [11] : [35];

    public byte[]? Read(string path) => ReadStart(path, int.MaxValue);

    public byte[]? ReadStart(string path, int count)
    {
        try
        {
            // Sharing everything: a reader must never make a writer's rename fail.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[checked((int)Math.Min(count, RandomAccess.GetLength(handle)))];
            var filled = 0;
            while (filled < content.Length)
            {
                var read = RandomAccess.Read(handle, content.AsSpan(filled), filled);
                if (read == 0)
                {
                    return content[..filled];
                }

                filled += read;
            }

            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Exists(string path) => File.Exists(path);

    public IFileWriting Create(string path) => new Writing(File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read));

    public bool TryLink(string existing, string name) => UnixFiles.TryLink(existing, name);

    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void FlushDirectory(string directory) => UnixFiles.FlushDirectory(directory);

    public IDisposable? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (s_heldElsewhere.Contains(e.HResult))
        {
            return null;
        }
    }

    private sealed class Writing(SafeFileHandle handle) : IFileWriting
    {
        private long _length;

        public void Write(ReadOnlySpan<byte> content)
        {
            RandomAccess.Write(handle, content, _length);
            _length += content.Length;
        }

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
