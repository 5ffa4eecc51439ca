using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Advice;

/// <summary>Something in the data that moves watermarks in a way that people do not expect.</summary>
/// <param name="Code">Its name, for machines.</param>
/// <param name="Count">How many rows or stretches it concerns.</param>
/// <param name="Text">What it is, with an example, and what to do.</param>
internal sealed record DataOddity(string Code, long Count, string Text);

/// <summary>Finds them.</summary>
internal static class DataOddities
{
    private const double BusyFactor = 5;

    /// <summary>All of the rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="windowMs">Window size.</param>
    /// <param name="delayMs">The longest delay that is recommended; null for none.</param>
    public static IReadOnlyList<DataOddity> Of(ArrivedRows rows, long windowMs, long? delayMs)
    {
        var found = new List<DataOddity?>
        {
            WithoutEventTime(rows), Future(rows), ClockOffsets.Of(rows), EmptyPartitions(rows),
            Silences(rows, Math.Max(windowMs, delayMs ?? 0)),
            Skew(rows, delayMs ?? windowMs), Gaps(rows, Math.Max(windowMs, delayMs ?? 0)), Bursts(rows),
        };
        return [.. found.OfType<DataOddity>()];
    }

    private static DataOddity? WithoutEventTime(ArrivedRows rows)
    {
        var count = 0L;
        foreach (var ms in rows.EventTimeMs) if (ms < 0) count++;
        return count == 0 ? null : new("no-event-time", count,
            $"{PluralText.Of(count, "row", "has", "have")} no event time that can be used: both engines drop "
            + $"{(count == 1 ? "it" : "them")}, whatever the delay");
    }

    private static DataOddity? Future(ArrivedRows rows)
    {
        var (count, furthestMs, at) = (0L, 0L, -1);
        for (var i = 0; i < rows.Count; i++)
        {
            var aheadMs = rows.AheadMs(i);
            if (aheadMs <= FutureRows.LeastMs) continue;
            count++;
            if (aheadMs > furthestMs) (furthestMs, at) = (aheadMs, i);
        }

        return count == 0 ? null : new("from-the-future", count,
            $"{PluralText.Of(count, "row", "has an event time after its", "have event times after their")} arrival, up to "
            + $"{AnswerText.Duration(furthestMs)} (row "
            + $"{AnswerText.Count(at + 1)}, partition {rows.Partition[at]}, event time {rows.EventTimeMs[at]}). On Spark one of "
            + "them raises the "
            + "watermark for good, and all rows that follow are late until event time has caught up; on Flink it does so only when every "
            + "partition has one. Filter rows that are ahead of the clock before the watermark");
    }

    private static DataOddity? EmptyPartitions(ArrivedRows rows)
    {
        var seen = new bool[rows.Partitions];
        foreach (var partition in rows.Partition) seen[partition] = true;
        int[] empty = [.. Enumerable.Range(0, rows.Partitions).Where(p => !seen[p])];
        return empty.Length == 0 ? null : new("empty-partition", empty.Length,
            $"{PluralText.Noun(empty.Length, "partition")} {string.Join(", ", empty.Take(8))}{(empty.Length > 8 ? ", ..." : "")} of "
            + $"{rows.Partitions} {(empty.Length == 1 ? "has" : "have")} no row: on Flink the watermark never moves and no window closes "
            + "unless an idle timeout is set (table.exec.source.idle-timeout; here --idle-timeout); Spark does not mind");
    }

    private static DataOddity? Silences(ArrivedRows rows, long longestMs)
    {
        if (rows.Partitions == 1 || rows.Count == 0) return null;
        var lastNs = new long[rows.Partitions];
        Array.Fill(lastNs, rows.ArrivalNs[0]);
        var (gapsNs, gapsAtLastNs) = (0L, new long[rows.Partitions]);
        var (count, worstNs, worst, atNs) = (0L, 0L, -1, 0L);
        for (var i = 0; i < rows.Count; i++)
        {
            // A silence of the whole topic is a gap, not an idle partition.
            var gapNs = i == 0 ? 0 : rows.ArrivalNs[i] - rows.ArrivalNs[i - 1];
            if (gapNs > longestMs * 1_000_000 / 2) gapsNs += gapNs;
            var (partition, beganNs) = (rows.Partition[i], lastNs[rows.Partition[i]]);
            var silentNs = rows.ArrivalNs[i] - beganNs - (gapsNs - gapsAtLastNs[partition]);
            (lastNs[partition], gapsAtLastNs[partition]) = (rows.ArrivalNs[i], gapsNs);
            if (silentNs <= longestMs * 1_000_000) continue;
            count++;
            if (silentNs > worstNs) (worstNs, worst, atNs) = (silentNs, partition, beganNs);
        }

        return count == 0 ? null : new("idle-partition", count,
            $"{PluralText.Of(count, "time")} a partition was silent for more than {AnswerText.Setting(longestMs)} while others had rows, "
            + $"longest for {AnswerText.Duration(worstNs / 1e6)} (partition {worst}, from {atNs / 1_000_000}). On Flink every "
            + "window waits for "
            + "it: set an idle timeout, and rows that it brings late afterwards are lost; on Spark windows close without it");
    }

    private static DataOddity? Skew(ArrivedRows rows, long muchMs)
    {
        var newest = new long[rows.Partitions];
        Array.Fill(newest, -1);
        var (newestMs, worstMs, worst, at) = (-1L, 0L, -1, -1);
        var far = 0L;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows.EventTimeMs[i] < 0) continue;
            var partition = rows.Partition[i];
            newest[partition] = Math.Max(newest[partition], rows.EventTimeMs[i]);
            newestMs = Math.Max(newestMs, rows.EventTimeMs[i]);
            var behindMs = newestMs - newest[partition];
            if (behindMs > muchMs) far++;
            if (behindMs > worstMs) (worstMs, worst, at) = (behindMs, partition, i);
        }

        return far == 0 ? null : new("partition-skew", far,
            $"partition {worst} was up to {AnswerText.Duration(worstMs)} of event time behind the others (row {AnswerText.Count(at + 1)}; "
            + $"{PluralText.Of(far, "row")} came with more than {AnswerText.Setting(muchMs)}). Spark drops what is behind its "
            + "one watermark; "
            + "Flink waits for the slowest partition. After a restart from a backlog partitions are read at different speeds, so a delay "
            + "shorter than this can lose rows on Spark: bound a batch (maxOffsetsPerTrigger) while it catches up");
    }

    private static DataOddity? Gaps(ArrivedRows rows, long longestMs)
    {
        var (count, worstNs, atNs) = (0L, 0L, 0L);
        for (var i = 1; i < rows.Count; i++)
        {
            var gapNs = rows.ArrivalNs[i] - rows.ArrivalNs[i - 1];
            if (gapNs <= longestMs * 1_000_000) continue;
            count++;
            if (gapNs > worstNs) (worstNs, atNs) = (gapNs, rows.ArrivalNs[i - 1]);
        }

        return count == 0 ? null : new("gaps", count,
            $"{PluralText.Of(count, "time")} no row came for more than {AnswerText.Setting(longestMs)}, longest for "
            + $"{AnswerText.Duration(worstNs / 1e6)} (from {atNs / 1_000_000}): windows that are open then close only with the "
            + "next row, on "
            + "both engines, whatever the delay");
    }

    private static DataOddity? Bursts(ArrivedRows rows)
    {
        if (rows.Count < 100) return null;
        var spanS = Math.Max(1, (rows.ArrivalNs[^1] - rows.ArrivalNs[0]) / 1e9);
        var mean = rows.Count / spanS;
        var (most, atS, inSecond, second) = (0L, 0L, 0L, long.MinValue);
        foreach (var ns in rows.ArrivalNs)
        {
            if (ns / 1_000_000_000 != second) (second, inSecond) = (ns / 1_000_000_000, 0);
            if (++inSecond > most) (most, atS) = (inSecond, second);
        }

        return mean < 1 || most < BusyFactor * mean ? null : new("bursts", most,
            $"the busiest second (from {atS * 1_000}) had {AnswerText.Count(most)} rows, {most / mean:0} times the mean: an "
            + "engine must keep up "
            + "with that, not with the mean (simulate it to see)");
    }
}
