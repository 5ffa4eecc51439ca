using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Runs;

/// <summary>
/// The JSON of run files, in one place: snake_case names, enums in kebab-case, absent instead of null, line feeds on every system, so
/// that the same run gives the same bytes. NaN and infinities are refused: they are bugs.
/// </summary>
internal static class RunJson
{
    /// <summary>One object a file: manifest.json, producer.json, metrics.json.</summary>
    public static JsonSerializerOptions Indented { get; } = Options(indented: true);

    /// <summary>One object a line: expected.jsonl, progress.jsonl, and <c>--json</c>.</summary>
    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    /// <summary>Writes <paramref name="value"/> as a whole file with a line feed at its end.</summary>
    /// <exception cref="RunFolderException">The file cannot be written.</exception>
    public static void WriteFile<T>(string path, T value) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, value, Indented);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="RunFolderException">It is missing, unreadable or not what it should be; the message names the line.</exception>
    public static T ReadFile<T>(string path)
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
            return JsonSerializer.Deserialize<T>(utf8, Line) ?? throw new JsonException("null where an object belongs");
        }
        catch (JsonException error)
        {
            var line = firstLine + (error.LineNumber ?? 0);
            var place = error.Path is null or "$" ? "" : $" at {error.Path}";
            throw new RunFolderException($"{path} line {line}", $"broken JSON{place} ({JsonFaultText.Of(error)})",
                "The file was changed or cut after the run: restore it, or run again", error);
        }
    }

    /// <summary>The error of a file that is not there or cannot be read.</summary>
    public static RunFolderException Unreadable(string path, Exception error) =>
        error is FileNotFoundException or DirectoryNotFoundException
        ? new RunFolderException(path, "is missing", "A complete run has it: restore it, or run again", error)
        : new RunFolderException(path, $"cannot be read ({error.Message.TrimEnd('.')})", "Check that you may read it", error);

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = indented,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            // These files are read by people; whoever puts their text into a page escapes it there.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
