namespace CtrBench.Windows.Recordings;

/// <summary>Converts a query to the recording's format.</summary>
internal static class TranscriptQueries
{
    /// <summary>The query of a drained Flink job.</summary>
    public static TranscriptQuery Flink(CtrQuery query, int partitions) => new()
    {
        WindowMs = query.WindowMs,
        SlideMs = query.SlideMs,
        WatermarkDelayMs = query.WatermarkDelayMs,
        Partitions = partitions,
        GroupBy = GroupFieldName.Of(query.GroupBy),
        BoundEventTime = query.BoundEventTime,
        Form = query.Continuous.AggregationPhase == AggregationPhase.Legacy ? "legacy" : "tvf",
        AggPhase = query.Continuous.AggregationPhase == AggregationPhase.TwoPhase ? "two" : "one",
        Parallelism = query.Continuous.SourceParallelism,
        EmitStrategy = query.Continuous.EmitStrategy == EmitStrategy.OnEvent ? "on-event" : "on-periodic",
        IdleTimeoutMs = query.Continuous.IdleTimeoutMs > 0 ? query.Continuous.IdleTimeoutMs : null,
        BufferTimeoutMs = query.Continuous.BufferTimeoutMs,
        End = "drain",
    };

    /// <summary>The query of a Spark job.</summary>
    public static TranscriptQuery Spark(CtrQuery query, int partitions) => new()
    {
        WindowMs = query.WindowMs,
        SlideMs = query.SlideMs,
        WatermarkDelayMs = query.WatermarkDelayMs,
        Partitions = partitions,
        GroupBy = GroupFieldName.Of(query.GroupBy),
        BoundEventTime = query.BoundEventTime,
        OutputMode = query.MicroBatch.OutputMode == OutputMode.Append ? "append" : "update",
        Trigger = new TranscriptTrigger(query.MicroBatch.TriggerIntervalMs, query.MicroBatch.AvailableNow),
        MaxOffsetsPerTrigger = query.MicroBatch.MaxOffsetsPerTrigger,
        NoDataBatches = query.MicroBatch.NoDataBatches,
        LateFilter = query.MicroBatch.LateFilter == LateFilter.Previous ? "previous" : "current",
        FilterEventTypes = query.MicroBatch.FilterEventTypes ? ["view", "click"] : null,
    };
}
