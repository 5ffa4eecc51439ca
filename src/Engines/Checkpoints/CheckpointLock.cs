namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// One process per folder. It is an operating-system lock on an open file, so it ends with its process in every case. The file itself
/// remains and has no meaning.
/// </summary>
internal static class CheckpointLock
{
    private const string Name = "lock";

    /// <summary>Acquires the lock, creating the folder if necessary; disposing releases it.</summary>
    /// <exception cref="CheckpointException">Another query holds it, or the folder cannot be written.</exception>
    public static IDisposable Acquire(string folder, IDisk disk)
    {
        try
        {
            disk.CreateFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, error);
        }

        var path = Path.Combine(folder, Name);
        try
        {
            return disk.Lock(path);
        }
        catch (IOException error) when (disk.Exists(path))
        {
            throw new CheckpointException(
                folder, "another running query is using it for its checkpoints", "Stop that query, or choose another checkpoint folder",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, error);
        }
    }

    private static CheckpointException NotWritable(string folder, Exception error) => new(
        folder, $"checkpoints cannot be written there ({error.Message.TrimEnd('.')})",
        "Check that it is a folder and writable, or choose another", error);
}
