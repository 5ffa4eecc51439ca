using System.Buffers;
using System.Text.Json;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Runs;

/// <summary>
/// Writes one JSON object per line; memory does not grow with the number of lines. The file gets its final name only by
/// <see cref="Complete"/>.
/// </summary>
internal sealed class JsonLinesWriter<T> : IDisposable
{
    private readonly AtomicFile _file;
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>Opens the part file of <paramref name="path"/>.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written.</exception>
    public JsonLinesWriter(string path)
    {
        _file = new AtomicFile(path);
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = RunJson.Line.Encoder });
    }

    /// <summary>Lines written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes one line.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Write(T value)
    {
        JsonSerializer.Serialize(_json, value, RunJson.Line);
        _json.Flush();
        _json.Reset();
        try
        {
            _file.Stream.Write(_line.WrittenSpan);
            _file.Stream.WriteByte((byte)'\n');
            _line.ResetWrittenCount();
            Count++;
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(_file.Path, error);
        }
    }

    /// <summary>Closes the file and renames it to its final name.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Complete() => _file.Commit();

    /// <summary>Discards an incomplete file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _json.Dispose();
    }
}
