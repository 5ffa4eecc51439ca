namespace CtrBench.Engines.FlinkSql;

/// <summary>Refuses, by name, what Flink cannot honour; everything else of the query is passed to it.</summary>
internal static class FlinkQueryCheck
{
    private const long MinCheckpointMs = 10;

    // A transaction spans two checkpoints when one is slow, and a broker lets it stay open for 15 minutes.
    private const long MaxExactlyOnceCheckpointMs = 300_000;

    // The precision of SECOND ends at 10 digits, and Flink keeps an interval as ms in a long.
    private const long MaxIntervalMs = 9_999_999_999_000;

    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that Flink cannot honour.</summary>
    public static void ThrowIfRefused(CtrQuery query)
    {
        // Flink keeps checkpoints by itself: no folder of ours is needed.
        QueryCheck.ThrowIfRefused(query, EngineFamily.Continuous, keepsCheckpoints: true);
        Check(query.WindowMs <= MaxIntervalMs, "window", $"{query.WindowMs} ms is longer than Flink SQL can write");
        Check(query.WatermarkDelayMs <= MaxIntervalMs, "delay", $"{query.WatermarkDelayMs} ms is longer than Flink SQL can write");
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
