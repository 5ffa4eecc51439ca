using System.Runtime.InteropServices;

namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// Makes a rename last: a file's name is part of its folder, which has to reach the disk as well. .NET opens no folders, the system does.
/// </summary>
internal static class FolderSync
{
    /// <summary>Writes the folder's entries to the disk, on Linux and macOS; Windows does so by itself.</summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        var handle = open(folder, 0);
        // Some file systems let no folder be opened: then the rename lasts as they see fit.
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
