using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.SparkConnect;

/// <summary>When a query may be stopped. Spark has no call for "after this batch": stop interrupts whatever runs.</summary>
internal static class SparkStopRules
{
    /// <summary>
    /// Whether the query has read up to <paramref name="ends"/> and has run the batch that the moved watermark requires (S17, S18).
    /// </summary>
    public static bool IsDrained(IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<long> ends, CtrQuery query)
    {
        // Searched backwards, since the batch that reached them is among the last.
        var first = batches.Count;
        while (first > 0 && Reaches(batches[first - 1].End, ends)) first--;
        if (first == batches.Count) return false;
        return first < batches.Count - 1 || !WantsBatch(batches[first], query);
    }

    /// <summary>Whether Spark runs another batch after this one even without records: its rows have moved the watermark.</summary>
    public static bool WantsBatch(MicroBatchReport batch, CtrQuery query) =>
        query.MicroBatch.NoDataBatches && batch.EventTime is { } times && times.MaxMs - query.WatermarkDelayMs > batch.WatermarkMs;

    /// <summary>Whether a batch is running, by the status of the query.</summary>
    public static bool IsBusy(bool triggerActive, string message) =>
        triggerActive && !message.StartsWith("Waiting", StringComparison.Ordinal)
        && !message.StartsWith("Getting offsets", StringComparison.Ordinal);

    private static bool Reaches(IReadOnlyList<long> end, IReadOnlyList<long> wanted)
    {
        for (var p = 0; p < wanted.Count; p++)
        {
            // A batch before a partition was added does not name it.
            if ((p < end.Count ? end[p] : 0) < wanted[p]) return false;
        }

        return true;
    }
}

/// <summary>A stop request of a running query.</summary>
/// <param name="SinceTimestamp">Time of the request, on the run's clock, or when the last of <paramref name="DrainTo"/> was read.</param>
/// <param name="DrainTo">Offsets that must be read before; null: stop after what has been read.</param>
/// <param name="AtOnce">Whether the running batch is aborted.</param>
internal sealed record SparkStopRequest(long SinceTimestamp, IReadOnlyList<long>? DrainTo, bool AtOnce)
{
    /// <summary>
    /// The last batch at the time of the request; a later one means that the batch then running has ended. Null: not yet seen.
    /// </summary>
    public long? SeenBatch { get; init; }
}
