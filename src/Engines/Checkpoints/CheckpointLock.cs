namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// One process a folder. The lock is the operating system's, on an open file: it ends with its process, however that ends. The file
/// itself stays and says nothing.
/// </summary>
internal static class CheckpointLock
{
    private const string Name = "lock";

    /// <summary>Takes the lock, making the folder where there is none; disposing it gives it back.</summary>
    /// <exception cref="CheckpointException">Another query has it, or the folder cannot be written.</exception>
    public static IDisposable Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, error);
        }

        var path = Path.Combine(folder, Name);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new CheckpointException(
                folder, "another query that runs now keeps its checkpoints there", "Stop that one, or choose another checkpoint folder",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, error);
        }
    }

    private static CheckpointException NotWritable(string folder, Exception error) => new(
        folder, $"no checkpoints can be kept there ({error.Message.TrimEnd('.')})",
        "Check that it is a folder and that you may write to it, or choose another", error);
}
