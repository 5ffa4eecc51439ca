using System.Text.Json;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Runs;

/// <summary>Files of a run folder that are one JSON value each, written and read whole.</summary>
internal static class RunJsonFile
{
    private const string Remedy = "The file was modified or truncated after the run: restore it, or run again";

    /// <summary>Writes <paramref name="value"/> as a whole file with a line feed at its end.</summary>
    /// <exception cref="RunFolderException">The file cannot be written.</exception>
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, value, RunJson.Indented);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="RunFolderException">It is missing, unreadable or invalid; the message names the line.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return Parse<T>(File.ReadAllBytes(path), path, firstLine: 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, error);
        }
    }

    /// <summary>Parses one JSON value that begins at line <paramref name="firstLine"/> of <paramref name="path"/>.</summary>
    /// <exception cref="RunFolderException">It is not valid; the message names the line.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, string path, long firstLine)
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(utf8, RunJson.Line) ?? throw new JsonException("null instead of an object");
            if (RunFileRules.FaultOf(value) is not { } fault) return value;
            throw new RunFolderException($"{path} line {firstLine}", fault, Remedy);
        }
        catch (JsonException error)
        {
            var line = firstLine + (error.LineNumber ?? 0);
            var place = error.Path is null or "$" ? "" : $" at {error.Path}";
            throw new RunFolderException($"{path} line {line}", $"broken JSON{place} ({JsonFaultText.Of(error)})",
                Remedy, error);
        }
    }

    /// <summary>The exception for a file that is missing or cannot be read.</summary>
    public static RunFolderException Unreadable(string path, Exception error) =>
        error is FileNotFoundException or DirectoryNotFoundException
        ? new RunFolderException(path, "is missing", "A complete run has this file: restore it, or run again", error)
        : new RunFolderException(path, $"cannot be read ({error.Message.TrimEnd('.')})", "Check the read permission", error);
}
