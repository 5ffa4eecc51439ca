using System.Globalization;
using CsvHelper;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Traffic.Traces;

/// <summary>
/// Reads a trace: any CSV (comma, semicolon, tab or bar) with a header and a column <c>event_time_us</c> or <c>event_time_ms</c>, epoch.
/// Columns named like event fields (<c>producer_id, user_id, page_id</c> or <c>page, ad_id, ad_type, event_type, ip_address</c>) and
/// <c>click</c> (0, 1, true, false) are used where present and not empty; an <c>event_type</c> other than click is a view. Broken lines are
/// skipped and counted. Rows keep the order in which they arrived: by the column <c>arrival_time_us</c> or <c>arrival_time_ms</c>, else by
/// the order of the file (<see cref="TraceArrivals"/>). See <see cref="Trace.Report"/>.
/// </summary>
internal static class TraceReader
{
    private const int BrokenLinesNamed = 5;

    // One bad quote must not consume the rest of the file: no field that a trace needs spans several lines.
    private static readonly CsvReaderOptions Options = new()
    {
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        TrimWhitespace = true,
    };

    /// <summary>
    /// Reads the file at <paramref name="path"/>, packed with gzip or not. <paramref name="columns"/>: a <see cref="TraceMapping"/>;
    /// <paramref name="sort"/>: by event time, so that no row is late.
    /// </summary>
    /// <exception cref="TraceException">No such file, not readable, no time column, no lines, or only broken lines.</exception>
    public static Trace Read(string path, string? columns = null, bool sort = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path)) throw new TraceException($"Trace {path} is a folder", "Name a CSV file in it");
        try
        {
            return Read(File.OpenRead(path), path, columns, sort);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TraceException($"Trace {path} does not exist", "Check the path; it is relative to "
                + $"{Directory.GetCurrentDirectory()}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TraceException($"Trace {path} cannot be read: {e.Message}", "Check its permissions", e);
        }
    }

    /// <summary>
    /// Reads a trace from <paramref name="file"/>, packed with gzip or not, and closes it; <paramref name="name"/> names it in messages.
    /// </summary>
    /// <exception cref="TraceException">It cannot be unpacked, or no time column, no lines, or only broken lines.</exception>
    public static Trace Read(Stream file, string name, string? columns = null, bool sort = false)
    {
        try
        {
            using var text = TraceFile.Open(file, name);
            return Read(text, name, columns, sort);
        }
        catch (InvalidDataException e)
        {
            throw new TraceException($"Trace {name} is damaged: its gzip data cannot be unpacked", "Copy or pack it again", e);
        }
    }

    /// <summary>Reads a trace from <paramref name="text"/>; <paramref name="name"/> names it in messages.</summary>
    /// <exception cref="TraceException">No time column, no lines, or only broken lines.</exception>
    public static Trace Read(TextReader text, string name, string? columns = null, bool sort = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var csv = CsvReader.Create(text, Options, leaveOpen: true);
        var used = Columns(csv, name, TraceMapping.Parse(columns));
        var parser = new TraceLineParser(used);
        var clicks = new TraceClickColumns(used);
        var rows = new List<TraceRow>();
        var lineOf = new List<long>();
        var broken = new List<string>();
        long lines = 0;
        while (csv.Read())
        {
            lines++;
            clicks.Look(csv);
            if (parser.Parse(csv, out var reason) is { } row)
            {
                rows.Add(row);
                lineOf.Add(csv.LineNumber);
            }
            else if (broken.Count < BrokenLinesNamed)
            {
                broken.Add(string.Create(CultureInfo.InvariantCulture, $"line {csv.LineNumber}: {reason}"));
            }
        }
        if (lines == 0) throw new TraceException($"Trace {name} is empty: it has a header and no lines", "Use a file with at least one "
            + "event");
        if (rows.Count == 0)
        {
            throw new TraceException(
                $"Trace {name} has only broken lines ({lines}): {string.Join("; ", broken)}",
                "Correct them; times must be whole numbers, epoch us or ms");
        }
        if (used.Time < 0) TraceOutliers.ThrowIfWrongUnit(rows, used.TimeName, used.TimeUs >= 0 ? 1 : 1_000, name);
        TraceOutliers.ThrowIfMixed(rows, lineOf, used.TimeName, name);
        rows = WithoutOutliers(rows, lineOf, used.TimeName, broken);
        TraceArrivals.ThrowIfFar(rows, used, name);
        var order = sort ? TraceOrder.Sorted : used.Arrival >= 0 ? TraceOrder.Column : TraceOrder.File;
        if (sort) rows = [.. rows.Select(row => row with { LatenessUs = 0 })];
        (rows, var outOfOrder, var outOfArrivalOrder, var future) = TraceArrivals.Of(rows, order);
        return new Trace(name, rows, parser.Ads, parser.Users, parser.Producers)
        {
            Report = new TraceReadReport(lines, lines - rows.Count, broken, outOfOrder, parser.ReplacedAddresses)
            {
                Order = order,
                OutOfArrivalOrderRows = outOfArrivalOrder,
                FutureRows = future,
                Used = used.Used,
                Ignored = [.. used.Ignored.Select(column => column.Name)],
                PerhapsClicks = clicks.Candidates,
            },
        };
    }

    private static List<TraceRow> WithoutOutliers(List<TraceRow> rows, List<long> lineOf, string column, List<string> broken)
    {
        var far = TraceOutliers.Of(rows);
        if (far.Count == 0) return rows;
        foreach (var index in far.Order().Take(Math.Max(1, BrokenLinesNamed - broken.Count)))
        {
            broken.Add(string.Create(CultureInfo.InvariantCulture,
                $"line {lineOf[index]}: {column} is {TraceOutliers.Day(rows[index].TimeUs)}, years away from the other rows"));
        }

        return [.. rows.Where((_, index) => !far.Contains(index))];
    }

    private static TraceColumns Columns(CsvReader csv, string name, TraceMapping mapping)
    {
        if (csv.Headers.Count == 0)
            throw new TraceException($"Trace {name} is empty", "Use a CSV with a header line and a column event_time_us or event_time_ms");
        var columns = new TraceColumns(csv, mapping);
        if (columns.HasTime) return columns;
        var header = string.Join(", ", csv.Headers);
        var shown = header.Length <= 120 ? header : header[..120] + "...";
        throw new TraceException(
            $"Trace {name}: no column event_time_us or event_time_ms in its first line ({shown})",
            "The first line must be a header with one of these names, or the column of the time is named")
        { Setting = TraceMapping.ColumnsSetting };
    }
}

/// <summary>A trace cannot be replayed. The message says what is wrong, where, and what to do.</summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">The error underneath, if any.</param>
internal sealed class TraceException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.BadInput, problem, remedy, cause);
