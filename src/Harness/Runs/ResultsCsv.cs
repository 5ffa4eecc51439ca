using System.Numerics;
using CsvHelper;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Runs;

/// <summary>
/// The format of results.csv: RFC 4180, comma, line feed, invariant culture, numbers in their shortest form that reads back the same;
/// columns as in <see cref="ResultRow"/>. CSV has no null, so the null key is the empty field, and a key that is empty or starts with a
/// backslash is prefixed with a backslash.
/// </summary>
internal static class ResultsCsv
{
    /// <summary>The header.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["window_start_ms", "window_end_ms", "key", "views", "clicks", "ctr", "max_producer_timestamp_ns", "t1_ms", "append_ms",
            "latency_ms"];

    /// <summary>Writes one row.</summary>
    public static void Write(CsvWriter csv, ResultRow row)
    {
        csv.WriteField(row.WindowStartMs);
        csv.WriteField(row.WindowEndMs);
        csv.WriteField(row.Key is { } key && (key.Length == 0 || key[0] == '\\') ? "\\" + key : row.Key);
        csv.WriteField(row.Views);
        csv.WriteField(row.Clicks);
        csv.WriteField(row.Ctr);
        csv.WriteField(row.MaxProducerTimestampNs);
        csv.WriteField(row.T1Ms);
        csv.WriteField(row.AppendMs);
        csv.WriteField(row.LatencyMs);
        csv.EndRecord();
    }

    /// <summary>The rows of a file, lazily.</summary>
    /// <exception cref="RunFolderException">While enumerating: the file is missing or cut, lacks a column, or has a row that does not
    /// parse; the message names the line.</exception>
    public static IEnumerable<ResultRow> Read(string path)
    {
        using var reader = CsvReader.Create(RunLines.Open(path), new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            SkipEmptyLines = false,
        });
        CheckHeader(reader, path);
        while (TryRead(reader, path, out var row)) yield return row;
    }

    private static void CheckHeader(CsvReader csv, string path)
    {
        try
        {
            csv.ReadHeader();
        }
        catch (CsvFormatException error)
        {
            throw Broken(path, 1, "broken quotes", error);
        }

        if (!csv.Headers.SequenceEqual(Columns, StringComparer.Ordinal))
            throw Broken(path, 1, $"the header is not {string.Join(',', Columns)}", null);
    }

    private static bool TryRead(CsvReader csv, string path, out ResultRow row)
    {
        row = null!;
        try
        {
            if (!csv.Read()) return false;
        }
        catch (CsvFormatException error)
        {
            throw Broken(path, error.LineNumber, "broken quotes", error);
        }
        if (csv.FieldCount != Columns.Count) throw Broken(path, csv.LineNumber,
            $"{csv.FieldCount} fields where the header has {Columns.Count}", null);
        row = new ResultRow
        {
            WindowStartMs = Field<long>(csv, path, 0),
            WindowEndMs = Field<long>(csv, path, 1),
            Key = Key(csv.GetString(2)),
            Views = Field<long>(csv, path, 3),
            Clicks = Field<long>(csv, path, 4),
            Ctr = Optional<double>(csv, path, 5),
            MaxProducerTimestampNs = Optional<long>(csv, path, 6),
            T1Ms = Field<double>(csv, path, 7),
            AppendMs = Optional<double>(csv, path, 8),
            LatencyMs = Optional<double>(csv, path, 9),
        };
        if (RunFileRules.FaultOf(row) is { } fault) throw Broken(path, csv.LineNumber, fault, null);
        return true;
    }

    private static string? Key(string text) => text.Length == 0 ? null : text[0] == '\\' ? text[1..] : text;

    private static T? Optional<T>(CsvReader csv, string path, int column)
        where T : struct, ISpanParsable<T>, INumberBase<T> => csv.IsEmpty(column) ? null : Field<T>(csv, path, column);

    private static T Field<T>(CsvReader csv, string path, int column)
        where T : struct, ISpanParsable<T>, INumberBase<T> => csv.TryParse<T>(column, out var value) && T.IsFinite(value)
        ? value
        : throw Broken(path, csv.LineNumber, $"{Columns[column]} \"{Shown(csv.GetString(column))}\" is not a number", null);

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static RunFolderException Broken(string path, long line, string what, Exception? error) =>
        new($"{path} line {line}", what, "The file was modified or truncated after the run: restore it, or run again", error);
}
