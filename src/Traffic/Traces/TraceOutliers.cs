using System.Globalization;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Traffic.Traces;

/// <summary>Times of a trace that cannot be meant: all or many of them in another unit, or a few rows years away from the rest.</summary>
internal static class TraceOutliers
{
    private const long YearUs = 366L * 86_400_000_000;
    private const int Fewest = 8;

    // Rows that nobody misses: up to a tenth of them is left out and counted. More are a fault of the file.
    private const double FewShare = 0.1;
    private const int MostGroups = 5;

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
    /// Throws where the times lie in a few groups years apart, and more than a tenth of the rows outside the largest, such as a file of
    /// seconds and milliseconds: which of them is meant cannot be told.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="lineOf">The line of each.</param>
    /// <param name="column">The column of the time.</param>
    /// <param name="name">The file, for the message.</param>
    /// <exception cref="TraceException">They do.</exception>
    public static void ThrowIfMixed(IReadOnlyList<TraceRow> rows, IReadOnlyList<long> lineOf, string column, string name)
    {
        if (rows.Count < Fewest) return;
        int[] order = [.. Enumerable.Range(0, rows.Count).OrderBy(index => rows[index].TimeUs)];
        List<(int From, int To)> groups = [];
        var (from, insideUs, leastGapUs) = (0, 0L, long.MaxValue);
        for (var i = 1; i <= order.Length; i++)
        {
            var gapUs = i == order.Length ? long.MaxValue : rows[order[i]].TimeUs - rows[order[i - 1]].TimeUs;
            if (gapUs <= YearUs)
            {
                insideUs += gapUs;
                continue;
            }

            groups.Add((from, i));
            (from, leastGapUs) = (i, Math.Min(leastGapUs, gapUs));
        }

        // A long and thin trace has gaps of years as well, but they are not much longer than its other gaps together.
        if (groups.Count is < 2 or > MostGroups || leastGapUs < 10 * insideUs) return;
        if (rows.Count - groups.Max(group => group.To - group.From) <= FewShare * rows.Count) return;
        var shown = groups.Select(group =>
        {
            var first = order[group.From..group.To].Min();
            return FormattableString.Invariant($"{group.To - group.From} about {Day(rows[first].TimeUs)} (line {lineOf[first]})");
        });
        throw new TraceException(
            $"Trace {name}: the times of {column} lie years apart: of {rows.Count} rows {string.Join(", ", shown)}",
            "Perhaps they are in two units, such as seconds and milliseconds: bring all rows to one, or remove those that are wrong");
    }

    /// <summary>
    /// Rows that lie more than a year, and ten times the spread of the middle half, away from the median, such as one at time 0: kept, they
    /// would stretch the replay over decades of nothing. Empty for a short trace.
    /// </summary>
    public static IReadOnlySet<int> Of(IReadOnlyList<TraceRow> rows)
    {
        if (rows.Count < Fewest) return new HashSet<int>();
        double[] sorted = [.. rows.Select(row => (double)row.TimeUs).Order()];
        var median = Percentiles.OfSorted(sorted, 50);
        var spread = Percentiles.OfSorted(sorted, 75) - Percentiles.OfSorted(sorted, 25);
        var farthest = YearUs + 10 * spread;
        return rows.Index().Where(row => Math.Abs(row.Item.TimeUs - median) > farthest).Select(row => row.Index).ToHashSet();
    }

    /// <summary>A time as a day.</summary>
    public static string Day(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * 10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
