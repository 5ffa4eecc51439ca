using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Traffic.Traces;

/// <summary>
/// When the rows of a trace arrived, which decides how late they were: by a column of the file or by its order. Without a column a row
/// arrives at the newest event time up to it, which is the earliest moment that agrees with the order; a row far ahead of those after it
/// (<see cref="TraceReadReport.FutureRows"/>) moves no other.
/// </summary>
internal static class TraceArrivals
{
    private const int After = 50;
    private const int Samples = 1_000;
    private const long FarUs = 60_000_000;
    private const long FarLeads = 20;
    private const double FewShare = 0.01;
    private const long YearUs = 366L * 86_400_000_000;

    /// <summary>The rows in order of arrival, with what was found.</summary>
    /// <param name="rows">The rows in the order of the file, with the lateness that a column of arrivals gives.</param>
    /// <param name="order">Where arrivals are from.</param>
    public static (List<TraceRow> Rows, long OutOfOrder, long OutOfArrivalOrder, long Future) Of(List<TraceRow> rows, TraceOrder order)
    {
        var outOfArrivalOrder = 0L;
        if (order == TraceOrder.Column)
        {
            outOfArrivalOrder = Falls(rows, row => row.ArrivalUs);
            if (outOfArrivalOrder > 0) rows = [.. rows.OrderBy(row => row.ArrivalUs)];
        }

        var outOfOrder = Falls(rows, row => row.TimeUs);
        if (outOfOrder == 0 || order == TraceOrder.Column) return (rows, outOfOrder, outOfArrivalOrder, 0);
        if (order == TraceOrder.Sorted) return ([.. rows.OrderBy(row => row.TimeUs)], outOfOrder, 0, 0);
        var future = FutureRows(rows);
        var newestUs = long.MinValue;
        for (var i = 0; i < rows.Count; i++)
        {
            if (newestUs == long.MinValue || !future.Contains(i)) newestUs = Math.Max(newestUs, rows[i].TimeUs);
            rows[i] = rows[i] with { LatenessUs = newestUs - rows[i].TimeUs };
        }

        return (rows, outOfOrder, 0, future.Count);
    }

    /// <summary>Throws where the arrivals are years from the event times, such as in another unit.</summary>
    /// <exception cref="TraceException">They are.</exception>
    public static void ThrowIfFar(IReadOnlyList<TraceRow> rows, TraceColumns columns, string name)
    {
        if (columns.Arrival < 0) return;
        var median = rows.Select(row => row.LatenessUs).Order().ElementAt(rows.Count / 2);
        if (Math.Abs(median) <= YearUs) return;
        var row = rows.First(row => row.LatenessUs == median);
        throw new TraceException(
            $"Trace {name}: the arrival times of {columns.ArrivalName} ({TraceOutliers.Day(row.ArrivalUs)}) are years from the event times "
            + $"of {columns.TimeName} ({TraceOutliers.Day(row.TimeUs)})",
            $"Name their unit, arrival={columns.ArrivalName}:ms, or leave the column out, arrival=none")
        { Setting = TraceMapping.ColumnsSetting };
    }

    /// <summary>What is to be said about the order of a trace; empty where its rows are in order.</summary>
    public static IEnumerable<string> Notes(TraceReadReport report)
    {
        if (report.OutOfArrivalOrderRows > 0)
            yield return $"{PluralText.Of(report.OutOfArrivalOrderRows, "row")} stood before one that arrived earlier; "
                + "the trace was sorted by arrival";
        if (report.OutOfOrderRows > 0)
        {
            yield return $"{PluralText.Of(report.OutOfOrderRows, "row", "is", "are")} out of order of event time; "
                + report.Order switch
                {
                    TraceOrder.Sorted => "the trace was sorted by event time, which makes every row on time",
                    TraceOrder.Column => "the arrival times say how late",
                    _ => "the file's order is taken as the order of arrival",
                };
        }

        if (report.FutureRows > 0)
            yield return $"{PluralText.Of(report.FutureRows, "row", "is", "are")} far ahead of the rows behind it: "
                + "such event times are taken to be from the future";
    }

    private static long Falls(IReadOnlyList<TraceRow> rows, Func<TraceRow, long> timeUs)
    {
        long count = 0, newestUs = long.MinValue;
        foreach (var row in rows)
        {
            var us = timeUs(row);
            if (us < newestUs) count++;
            newestUs = Math.Max(newestUs, us);
        }

        return count;
    }

    // A row is from the future if most of the rows after it are far behind it, and much further than is usual in this trace: where rows are
    // late by minutes anyway, the newest of them is not from the future.
    private static HashSet<int> FutureRows(List<TraceRow> rows)
    {
        var found = new HashSet<int>();
        var farUs = Math.Max(FarUs, FarLeads * UsualLeadUs(rows));
        var newestUs = rows[0].TimeUs;
        for (var i = 0; i < rows.Count; i++)
        {
            var us = rows[i].TimeUs;
            if (us < newestUs || i == rows.Count - 1) continue;
            if (IsFar(rows, i, us - farUs)) found.Add(i);
            else newestUs = us;
        }

        return found.Count <= Math.Max(1, FewShare * rows.Count) ? found : [];
    }

    private static bool IsFar(List<TraceRow> rows, int index, long belowUs)
    {
        var end = Math.Min(rows.Count, index + 1 + After);
        var (below, notBelow, half) = (0, 0, (end - index - 1) / 2);
        for (var i = index + 1; i < end && notBelow <= half; i++)
        {
            if (rows[i].TimeUs < belowUs) below++;
            else notBelow++;
        }

        return below > half;
    }

    private static long UsualLeadUs(List<TraceRow> rows)
    {
        var count = Math.Min(Samples, Math.Max(1, rows.Count / After));
        var leads = new List<long>(count);
        for (var k = 0; k < count; k++)
        {
            var from = (int)((long)k * rows.Count / count);
            var times = rows.Skip(from).Take(After).Select(row => row.TimeUs).Order().ToArray();
            leads.Add(times[^1] - times[times.Length / 2]);
        }

        leads.Sort();
        return leads[leads.Count / 2];
    }
}
