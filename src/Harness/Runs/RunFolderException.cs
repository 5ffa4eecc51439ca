namespace CtrBench.Harness.Runs;

/// <summary>A run folder cannot be used: what is wrong, where, and what to do. The message can be shown to the user unchanged.</summary>
/// <param name="where">The folder or the file, with the line of the error if known.</param>
/// <param name="what">What is wrong.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">The underlying error, if any.</param>
/// <param name="cannotWrite">Whether the folder could not be written: a problem of the environment, not of the run in it.</param>
internal sealed class RunFolderException(
    string where, string what, string remedy, Exception? cause = null, bool cannotWrite = false)
    : CtrBenchException(cannotWrite ? ErrorKind.NotReady : ErrorKind.BadInput, $"{where}: {what}", remedy, cause)
{
    private const int UnixNoSpace = 28;
    private const int WindowsNoSpace = unchecked((int)0x80070070);

    /// <summary>Whether the disk was full.</summary>
    public bool DiskFull { get; private init; }

    /// <summary>Whether <paramref name="error"/> comes from the file system, so that <see cref="FromWrite"/> can explain it.</summary>
    public static bool IsFileError(Exception error) => error.GetBaseException() is IOException or UnauthorizedAccessException;

    /// <summary>The exception for a failed write to <paramref name="path"/>.</summary>
    public static RunFolderException FromWrite(string path, Exception error)
    {
        var root = error.GetBaseException();
        if (root is IOException && root.HResult is UnixNoSpace or WindowsNoSpace)
        {
            return new RunFolderException(
                path, "the disk is full", "Free some space or choose a folder on another disk, then run again", error,
                cannotWrite: true)
            { DiskFull = true };
        }

        return new RunFolderException(path, $"cannot be written ({root.Message.TrimEnd('.')})",
            "Check that the folder exists and is writable, or choose another", error, cannotWrite: true);
    }
}
