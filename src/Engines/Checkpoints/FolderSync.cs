using System.Runtime.InteropServices;

namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// Makes a rename durable: a file's name is part of its folder, which must be synced as well. .NET cannot open folders, so this uses system
/// calls.
/// </summary>
internal static class FolderSync
{
    /// <summary>Syncs the folder's entries to disk, on Linux and macOS; Windows does so itself.</summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        var handle = open(folder, 0);
        // Some file systems do not allow a folder to be opened: then the file system decides when the rename is durable.
        if (handle < 0) return;
        _ = fsync(handle);
        _ = close(handle);
    }

    [DllImport("libc", ExactSpelling = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", ExactSpelling = true)]
    private static extern int fsync(int handle);

    [DllImport("libc", ExactSpelling = true)]
    private static extern int close(int handle);
}
