namespace CtrBench.Harness.Runs;

/// <summary>
/// Reads the line files of a run lazily, and detects truncated files: every line written ends in a line feed.
/// </summary>
internal static class RunLines
{
    /// <summary>The objects of a file of JSON lines, in order.</summary>
    /// <exception cref="RunFolderException">While enumerating: the file is missing, cut, or has a broken line; the message names the
    /// line.</exception>
    public static IEnumerable<T> Read<T>(string path)
    {
        using var reader = Open(path);
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            yield return RunJsonFile.Parse<T>(System.Text.Encoding.UTF8.GetBytes(text), path, line);
        }
    }

    /// <summary>Opens a file of lines after checking its end.</summary>
    /// <exception cref="RunFolderException">It is missing or does not end in a line feed.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            using (var file = File.OpenRead(path))
            {
                if (file.Length > 0)
                {
                    file.Seek(-1, SeekOrigin.End);
                    if (file.ReadByte() != '\n') throw Cut(path, File.ReadLines(path).LongCount());
                }
            }
            return new StreamReader(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw RunJsonFile.Unreadable(path, error);
        }
    }

    private static RunFolderException Cut(string path, long lastLine) =>
        new($"{path} line {lastLine}", "the file is truncated in the middle of this line",
        "It was modified after the run or copied incompletely: restore it, or run again");
}
