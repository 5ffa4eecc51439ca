using System.Globalization;
using System.Text;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Runs;

/// <summary>Files of a run that are columns of numbers: comma, line feed, shortest form, an empty field for what is not known.</summary>
internal static class NumbersCsv
{
    /// <summary>The lines of a file behind its header, lazily, each as fields.</summary>
    /// <param name="path">The file.</param>
    /// <param name="headers">The headers that it may have; older ones have fewer columns.</param>
    /// <exception cref="RunFolderException">While enumerating: it is missing or cut, or has another header or number of fields.</exception>
    public static IEnumerable<NumbersLine> Read(string path, params string[] headers)
    {
        using var reader = RunLines.Open(path);
        var header = reader.ReadLine();
        if (header is null || !headers.Contains(header)) throw Broken(path, 1, $"the header is not {headers[0]}");
        var columns = header.Split(',');
        for (var line = 2L; reader.ReadLine() is { } text; line++)
        {
            var fields = text.Split(',');
            if (fields.Length != columns.Length)
                throw Broken(path, line, $"{fields.Length} fields where the header has {columns.Length}");
            yield return new NumbersLine(path, line, columns, fields);
        }
    }

    /// <summary>The error of a file that was changed.</summary>
    public static RunFolderException Broken(string path, long line, string what) =>
        new($"{path} line {line}", what, "The file was modified or truncated after the run: restore it, or run again");
}

/// <summary>A line of such a file.</summary>
internal sealed record NumbersLine(string Path, long Line, string[] Columns, string[] Fields)
{
    /// <summary>A whole number.</summary>
    /// <exception cref="RunFolderException">It is none.</exception>
    public long Whole(int column) =>
        long.TryParse(Fields[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value : throw NoNumber(column);

    /// <summary>A whole number; null where the field is empty.</summary>
    /// <exception cref="RunFolderException">It is none.</exception>
    public long? Optional(int column) => Fields[column].Length == 0 ? null : Whole(column);

    /// <summary>A number.</summary>
    /// <exception cref="RunFolderException">It is none.</exception>
    public double Number(int column) =>
        double.TryParse(Fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value : throw NoNumber(column);

    /// <summary>A number of a partition; -1 where the field is empty.</summary>
    /// <exception cref="RunFolderException">It is none.</exception>
    public int Partition(int column) => Optional(column) switch
    {
        null => -1,
        >= 0 and <= int.MaxValue and var partition => (int)partition,
        _ => throw NoNumber(column),
    };

    private RunFolderException NoNumber(int column) =>
        NumbersCsv.Broken(Path, Line, $"{Columns[column]} \"{Fields[column][..Math.Min(40, Fields[column].Length)]}\" is not a number");
}

/// <summary>The format of watermarks.csv: when the watermark rose, to what, and what it rests on.</summary>
internal static class WatermarksCsv
{
    /// <summary>The header.</summary>
    public const string Columns = "at_ms,watermark_ms,partition,step";

    // Of folders from before the last two.
    private const string OldColumns = "at_ms,watermark_ms";

    /// <summary>The steps of a file, lazily.</summary>
    /// <exception cref="RunFolderException">While enumerating: the file cannot be read.</exception>
    public static IEnumerable<WatermarkStep> Read(string path) => NumbersCsv.Read(path, Columns, OldColumns).Select(line =>
        new WatermarkStep(line.Number(0), line.Whole(1),
            line.Fields.Length < 4 ? new WatermarkBasis(-1, -1) : new WatermarkBasis(line.Partition(2), line.Whole(3))));
}

/// <summary>Writes watermarks.csv.</summary>
internal sealed class WatermarksWriter : IDisposable
{
    private readonly AtomicFile _file;

    /// <summary>Opens the part file of <paramref name="path"/> and writes the header.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written.</exception>
    public WatermarksWriter(string path)
    {
        _file = new AtomicFile(path);
        _file.Stream.Write(Encoding.ASCII.GetBytes(WatermarksCsv.Columns + "\n"));
    }

    /// <summary>Writes one step.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Write(in WatermarkStep step)
    {
        var partition = step.Basis.Partition < 0 ? "" : step.Basis.Partition.ToString(CultureInfo.InvariantCulture);
        var line = string.Create(CultureInfo.InvariantCulture, $"{step.AtMs:R},{step.WatermarkMs},{partition},{step.Basis.Step}\n");
        try
        {
            _file.Stream.Write(Encoding.ASCII.GetBytes(line));
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
    public void Dispose() => _file.Dispose();
}

/// <summary>The format of late.csv: the rows that were dropped as late, in the order in which they were.</summary>
internal static class LateCsv
{
    /// <summary>The header.</summary>
    public const string Columns = "partition,offset,event_time_ms,window_start_ms,watermark_ms,step";

    /// <summary>Writes the file.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<LateRow> rows)
    {
        var text = new StringBuilder(Columns).Append('\n');
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Partition},{row.Offset},{row.EventTimeMs},{row.WindowStartMs},")
                .Append(CultureInfo.InvariantCulture, $"{row.WatermarkMs},{row.Step}\n");
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>The rows of a file, lazily.</summary>
    /// <exception cref="RunFolderException">While enumerating: the file cannot be read.</exception>
    public static IEnumerable<LateRow> Read(string path) => NumbersCsv.Read(path, Columns).Select(line =>
        new LateRow(line.Partition(0), line.Optional(1), line.Whole(2), line.Whole(3), line.Whole(4), line.Whole(5)));
}
