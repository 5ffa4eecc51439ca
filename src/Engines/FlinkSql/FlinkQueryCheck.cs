namespace CtrBench.Engines.FlinkSql;

/// <summary>Rejects, by name, settings that Flink does not support; everything else of the query is passed to it.</summary>
internal static class FlinkQueryCheck
{
    private const long MinCheckpointMs = 10;

    // A transaction spans two checkpoints when one is slow, and a broker keeps it open for at most 15 minutes.
    private const long MaxExactlyOnceCheckpointMs = 300_000;

    // The precision of SECOND is at most 10 digits, and Flink keeps an interval as ms in a long.
    private const long MaxIntervalMs = 9_999_999_999_000;

    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that Flink does not support.</summary>
    public static void ThrowIfRefused(CtrQuery query)
    {
        // Flink stores its own checkpoints: no folder is needed here.
        QueryCheck.ThrowIfRefused(query, EngineFamily.Continuous, keepsCheckpoints: true);
        Check(query.WindowMs <= MaxIntervalMs, "window", $"{query.WindowMs} ms is longer than Flink SQL can express");
        Check(query.WatermarkDelayMs <= MaxIntervalMs, "delay", $"{query.WatermarkDelayMs} ms is longer than Flink SQL can express");
        var (guarantee, checkpointMs) = (query.Delivery.Guarantee, query.Delivery.CheckpointIntervalMs);
        Check(
            checkpointMs is 0 or >= MinCheckpointMs, "checkpoint-interval",
            $"{checkpointMs} ms: Flink's shortest interval is {MinCheckpointMs} ms; 0 means none");
        if (guarantee != DeliveryGuarantee.ExactlyOnce) return;
        Check(
            checkpointMs <= MaxExactlyOnceCheckpointMs, "checkpoint-interval",
            $"{checkpointMs} ms with exactly-once: brokers end a transaction after 15 minutes, so at most {MaxExactlyOnceCheckpointMs} ms");
    }

    private static void Check(bool holds, string field, string reason)
    {
        if (!holds) throw new QueryRefusedException(field, reason);
    }
}
