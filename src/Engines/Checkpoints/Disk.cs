using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CtrBench.Engines.Checkpoints;

/// <summary>The files of checkpoints, and what makes them durable. A seam: tests let it fail, or lose its power.</summary>
internal interface IDisk
{
    /// <summary>Makes a folder, and those above it, with durable names.</summary>
    /// <exception cref="IOException">It cannot be made, or not be synced.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    void CreateFolder(string folder);

    /// <summary>Holds a file, which is created if necessary, until it is disposed or the process ends.</summary>
    /// <exception cref="IOException">Another process holds it, or it cannot be opened.</exception>
    IDisposable Lock(string path);

    /// <summary>Whether a file is there.</summary>
    bool Exists(string path);

    /// <summary>The paths of the files in a folder whose names begin and end like this.</summary>
    IReadOnlyList<string> Files(string folder, string prefix, string suffix);

    /// <summary>The content of a file.</summary>
    byte[] Read(string path);

    /// <summary>Writes a file and returns when its content, though not its name, is on the disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    void Write(string path, ReadOnlySpan<byte> content);

    /// <summary>Gives a file the name of another one, which it replaces.</summary>
    void Move(string from, string to);

    /// <summary>Removes a file.</summary>
    void Delete(string path);

    /// <summary>Returns when the names in a folder are on the disk: a file's name is part of its folder, not of the file.</summary>
    /// <exception cref="IOException">They are not.</exception>
    void SyncFolder(string folder);
}

/// <summary>
/// The disk of this machine, by the system's own calls with their results checked: FileStream ignores some errors of a sync, and .NET
/// cannot sync a folder.
/// </summary>
internal sealed class Disk : IDisk
{
    private const int ReadOnly = 0;
    private const int FullSync = 51; // F_FULLFSYNC of macOS, where fsync leaves the data in the drive's cache
    private const int Interrupted = 4;
    private const int Denied = 13;
    private const int Invalid = 22;
    private const string C = "libc";

    /// <summary>The only one.</summary>
    public static readonly Disk OfThisMachine = new();

    // The program's own symbols, not libc's: what is loaded before libc (LD_PRELOAD) to make a disk fail or to record its calls counts.
    static Disk() => NativeLibrary.SetDllImportResolver(
        typeof(Disk).Assembly, (name, _, _) => name == C && !OperatingSystem.IsWindows() ? NativeLibrary.GetMainProgramHandle() : 0);

    private Disk()
    {
    }

    /// <summary>Makes a folder, and those above it, whose names <paramref name="disk"/> makes durable.</summary>
    /// <exception cref="IOException">It cannot be made, or not be synced.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static void CreateFolder(string folder, IDisk disk)
    {
        var made = new Stack<string>();
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path)) made.Push(path);
        Directory.CreateDirectory(folder);
        foreach (var path in made) disk.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder) => CreateFolder(folder, this);

    /// <inheritdoc/>
    /// <remarks>A lock of the operating system on an open file: it ends with its process in every case.</remarks>
    public IDisposable Lock(string path) => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string folder, string prefix, string suffix) => Directory.GetFiles(folder, $"{prefix}*{suffix}");

    /// <inheritdoc/>
    public byte[] Read(string path) => File.ReadAllBytes(path);

    /// <inheritdoc/>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(content);
        SyncFile(stream.SafeFileHandle);
    }

    /// <inheritdoc/>
    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <summary>Returns when the content of a file is on the disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void SyncFile(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file)) throw Failed("FlushFileBuffers", "file");
            return;
        }

        if (OperatingSystem.IsMacOS() && Retried(() => FileControl(file, FullSync)) == 0) return;
        if (Retried(() => SyncHandle(file)) != 0) throw Failed("fsync", "file");
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        // NTFS writes its own journal for names.
        if (OperatingSystem.IsWindows()) return;
        var handle = Retried(() => Open(folder, ReadOnly));
        if (handle < 0)
        {
            // A folder above one's own may be closed to reading: then the file system decides when a name in it is durable.
            if (Marshal.GetLastPInvokeError() == Denied) return;
            throw Failed("open", "folder");
        }

        try
        {
            // Some file systems cannot sync a folder at all and say so with EINVAL.
            if (Retried(() => Sync(handle)) != 0 && Marshal.GetLastPInvokeError() != Invalid) throw Failed("fsync", "folder");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static int Retried(Func<int> call)
    {
        int result;
        do result = call();
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    private static IOException Failed(string call, string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(
            $"{call} of the {what} failed: {new Win32Exception(error).Message}, error {error}; what was written may not survive a power "
            + "loss");
    }

    [DllImport(C, EntryPoint = "open", ExactSpelling = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true,
        SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(C, EntryPoint = "fsync", ExactSpelling = true, SetLastError = true)]
    private static extern int Sync(int handle);

    [DllImport(C, EntryPoint = "fsync", ExactSpelling = true, SetLastError = true)]
    private static extern int SyncHandle(SafeFileHandle handle);

    [DllImport(C, EntryPoint = "fcntl", ExactSpelling = true, SetLastError = true)]
    private static extern int FileControl(SafeFileHandle handle, int command);

    [DllImport(C, EntryPoint = "close", ExactSpelling = true)]
    private static extern int Close(int handle);

    [DllImport("kernel32", ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool FlushFileBuffers(SafeFileHandle file);
}
