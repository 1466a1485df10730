using System.Runtime.InteropServices;
using System.Text;

namespace Progressive.State;

/// <summary>
/// The two file-system calls .NET 10 has no method for: a hard link, and fsync of a directory (File.OpenHandle refuses directories).
/// Only blittable arguments, so nothing is generated or marshalled; a system without these calls, such as Windows, gets the answer "cannot".
/// </summary>
internal static class UnixFiles
{
    private const int ReadOnly = 0;
    private const int InputOutputError = 5;

    internal static bool TryLink(string existing, string name) => Ask(() => Link(Native(existing), Native(name)) == 0);

    /// <summary>
    /// Without this, ext4 may take up to its commit interval (5 s by default) to make a rename durable. NTFS keeps renames in its journal and
    /// offers no such call. File systems that refuse it (EINVAL on some network mounts) are left to their own guarantees; only a failing disk throws.
    /// </summary>
    internal static void FlushDirectory(string directory)
    {
        var failed = Ask(() =>
        {
            var handle = Open(Native(directory), ReadOnly);
            if (handle < 0)
            {
                return false;
            }

            var broken = Flush(handle) != 0 && Marshal.GetLastPInvokeError() == InputOutputError;
            _ = Close(handle);
            return broken;
        });
        if (failed)
        {
            throw new IOException($"The disk reported an error while the directory '{directory}' was flushed.");
        }
    }

    private static bool Ask(Func<bool> call)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            return call();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static byte[] Native(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] existing, byte[] name);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
