using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// A drain while every reader was idle, which fires nothing (F28). The log does not show whether they were; the results do, when no window
/// behind the newest row's watermark is among them.
/// </summary>
/// <param name="watermarkMs">No window that ends behind it was certainly fired.</param>
internal sealed class IdleDrain(long watermarkMs)
{
    /// <summary>The drain of a run with these results by window; null when it was none, or fired.</summary>
    public static IdleDrain? Of(CtrQuery query, StoredLog log, IEnumerable<long> firedStartsMs)
    {
        if (query.Continuous.IdleTimeoutMs == 0) return null;
        long[] newestMs = [.. log.Partitions.Select(rows => Newest(query, rows))];
        var highestMs = newestMs.Max();
        if (firedStartsMs.Any(startMs => Ends(query, startMs) - 1 > highestMs)) return null;
        // Where all are idle the watermark is their maximum, if it is one reader's and since 2.2, or always since 2.4 (F9).
        var continuous = query.Continuous;
        var jumps = continuous.Rules == FlinkRules.V2_4 || (continuous.Rules.JumpWhenIdle() && continuous.SourceParallelism == 1);
        return new IdleDrain(jumps ? highestMs : newestMs.Min());
    }

    /// <summary>Whether the drain may have left a window that ends there open.</summary>
    public bool MayLeave(long endMs) => endMs - 1 > watermarkMs;

    /// <summary>Views and clicks in windows that were left open, once for each of them.</summary>
    public long OpenRows(CtrQuery query, StoredLog log, Func<(long StartMs, string? Key), bool> hasResult) =>
        log.Partitions.Sum(rows => rows.Where(row => row.IsCounted).Sum(row =>
            WindowGrid.Of(query).StartsOf(row.EventTimeMs)
                .LongCount(startMs => MayLeave(Ends(query, startMs)) && !hasResult((startMs, row.Key)))));

    private static long Ends(CtrQuery query, long startMs) => TumblingWindows.End(startMs, query.WindowMs);

    private static long Newest(CtrQuery query, IEnumerable<StoredRow> rows) =>
        rows.Where(row => row.IsValid).Select(row => TumblingWindows.Minus(row.EventTimeMs, query.WatermarkDelayMs))
            .DefaultIfEmpty(long.MinValue).Max();
}
