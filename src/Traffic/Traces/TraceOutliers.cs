using System.Globalization;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Traces;

/// <summary>Times of a trace that cannot be meant: all of them in another unit, or a few rows years away from the rest.</summary>
internal static class TraceOutliers
{
    private const long YearUs = 366L * 86_400_000_000;
    private const int Fewest = 8;

    /// <summary>Throws where most times are of another unit than the column's name says.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="column">The column of the time, with its unit in the name.</param>
    /// <param name="unitUs">Its unit, microseconds.</param>
    /// <param name="name">The file, for the message.</param>
    /// <exception cref="TraceException">They are.</exception>
    public static void ThrowIfWrongUnit(IReadOnlyList<TraceRow> rows, string column, long unitUs, string name)
    {
        var median = rows.Select(row => row.TimeUs).Order().ElementAt(rows.Count / 2) / unitUs;
        var (ms, us) = (unitUs == 1_000, unitUs == 1);
        var unit = median switch
        {
            >= 100_000_000 and < 10_000_000_000 when ms || us => "s",
            >= 100_000_000_000 and < 10_000_000_000_000 when us => "ms",
            _ => null,
        };
        if (unit is null) return;
        var asUs = median * (unit == "s" ? 1_000_000 : 1_000);
        throw new TraceException(
            $"Trace {name}: {column} looks like epoch {(unit == "s" ? "seconds" : "milliseconds")}: {median} is "
            + $"{Day(median * unitUs)} as its name says and {Day(asUs)} as {(unit == "s" ? "seconds" : "milliseconds")}",
            $"Name the unit, time={column}:{unit}")
        { Setting = TraceMapping.ColumnsSetting };
    }

    /// <summary>
    /// Rows that lie more than a year, and ten times the spread of the middle half, away from the median, such as one at time 0: kept, they
    /// would stretch the replay over decades of nothing. Empty for a short trace.
    /// </summary>
    public static IReadOnlySet<int> Of(IReadOnlyList<TraceRow> rows)
    {
        if (rows.Count < Fewest) return new HashSet<int>();
        var sorted = rows.Select(row => row.TimeUs).Order().ToArray();
        var (median, spread) = (sorted[sorted.Length / 2], sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]);
        var farthest = YearUs + 10 * spread;
        return rows.Index().Where(row => Math.Abs(row.Item.TimeUs - median) > farthest).Select(row => row.Index).ToHashSet();
    }

    /// <summary>A time as a day.</summary>
    public static string Day(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * 10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
