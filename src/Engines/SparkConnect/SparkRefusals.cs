namespace CtrBench.Engines.SparkConnect;

/// <summary>Rejects, by name, settings that Spark does not support.</summary>
internal static class SparkRefusals
{
    // An interval of Spark counts microseconds in 64 bits, and window arithmetic adds to them.
    private const long MaxIntervalMs = 1_000L * 366 * 86_400_000;

    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that Spark does not support.</summary>
    public static void ThrowIfRefused(CtrQuery query)
    {
        Check(
            query.Delivery.Guarantee == DeliveryGuarantee.AtLeastOnce, "guarantee",
            "Spark's Kafka sink has no transactions (S33): a restart may write a batch's results twice; use at-least-once");
        QueryCheck.ThrowIfRefused(query, EngineFamily.MicroBatch);
        Check(query.WindowMs <= MaxIntervalMs, "window", $"{query.WindowMs} ms: Spark's window arithmetic supports at most 1000 years");
        Check(
            query.WatermarkDelayMs <= MaxIntervalMs, "delay",
            $"{query.WatermarkDelayMs} ms: Spark's intervals support at most 1000 years");
        Check(
            query.MicroBatch.TriggerIntervalMs <= MaxIntervalMs, "trigger",
            $"{query.MicroBatch.TriggerIntervalMs} ms: at most 1000 years");
        Check(
            query.MicroBatch.MaxTriggerDelayMs > 0, "max-trigger-delay",
            $"{query.MicroBatch.MaxTriggerDelayMs} ms: it must be longer than 0");
        Check(
            query.MicroBatch.MinOffsetsPerTrigger is null || query.MicroBatch.MaxOffsetsPerTrigger is not { } most
            || query.MicroBatch.MinOffsetsPerTrigger <= most,
            "min-offsets", "it is larger than the maximum that a batch may read; Spark rejects that");
    }

    private static void Check(bool holds, string field, string reason)
    {
        if (!holds) throw new QueryRefusedException(field, reason);
    }
}
