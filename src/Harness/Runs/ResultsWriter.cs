using CsvHelper;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Runs;

/// <summary>
/// Writes results.csv row by row; memory does not grow with the number of rows. The file gets its final name only by
/// <see cref="Complete"/>.
/// </summary>
internal sealed class ResultsWriter : IDisposable
{
    private readonly AtomicFile _file;
    private readonly CsvWriter _csv;

    /// <summary>Opens the part file of <paramref name="path"/> and writes the header.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written.</exception>
    public ResultsWriter(string path)
    {
        _file = new AtomicFile(path);
        _csv = CsvWriter.Create(_file.Stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (var column in ResultsCsv.Columns) _csv.WriteField(column);
        _csv.EndRecord();
    }

    /// <summary>Rows written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes one row.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Write(ResultRow row)
    {
        try
        {
            ResultsCsv.Write(_csv, row);
            Count++;
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(_file.Path, error);
        }
    }

    /// <summary>Closes the file and renames it to its final name.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Complete()
    {
        try
        {
            _csv.Dispose();
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(_file.Path, error);
        }
        _file.Commit();
    }

    /// <summary>Discards an incomplete file.</summary>
    public void Dispose() => _file.Dispose();
}
