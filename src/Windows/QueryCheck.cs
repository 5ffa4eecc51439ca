namespace CtrBench.Windows;

/// <summary>Refuses, by name, what a twin cannot honour.</summary>
internal static class QueryCheck
{
    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that is out of range.</summary>
    public static void ThrowIfRefused(CtrQuery query, EngineFamily kind, bool keepsCheckpoints = false)
    {
        Check(query.WindowMs > 0, QueryFields.Window, $"{query.WindowMs} ms: a window must be longer than 0");
        Check(query.WatermarkDelayMs >= 0, QueryFields.Delay, $"{query.WatermarkDelayMs} ms: a watermark delay cannot be negative");
        CheckSchema(query);
        if (kind == EngineFamily.MicroBatch) CheckMicroBatch(query.MicroBatch);
        else CheckContinuous(query.Continuous);
        CheckDelivery(query.Delivery, kind, keepsCheckpoints);
    }

    private static void CheckSchema(CtrQuery query)
    {
        if (query.Schema is not { } schema)
        {
            Check(query.GroupBy != GroupField.Key, QueryFields.GroupBy, "key is that of a mapping, and the query has none");
            return;
        }

        if (EventSchemaCheck.Fault(schema) is { } fault) throw new QueryRefusedException(QueryFields.Schema, fault);
        Check(
            query.GroupBy == GroupField.None || (query.GroupBy == GroupField.Key && schema.Key is not null), QueryFields.GroupBy,
            $"{query.GroupBy}: with a mapping results are grouped by its key, or by nothing");
        Check(query.BoundEventTime, QueryFields.Schema, "a mapping is read with bounded event times only");
    }

    private static void CheckDelivery(DeliverySettings settings, EngineFamily kind, bool keepsCheckpoints)
    {
        var exactlyOnce = settings.Guarantee == DeliveryGuarantee.ExactlyOnce;
        Check(
            !exactlyOnce || keepsCheckpoints, QueryFields.Guarantee,
            "exactly-once commits results together with a checkpoint: set a checkpoint folder, or use at-least-once");
        Check(
            settings.CheckpointIntervalMs >= 0, QueryFields.CheckpointInterval,
            $"{settings.CheckpointIntervalMs} ms: an interval cannot be negative; 0 means only at a stop");
        Check(
            !exactlyOnce || kind == EngineFamily.MicroBatch || settings.CheckpointIntervalMs > 0, QueryFields.CheckpointInterval,
            "0 ms with exactly-once: results would never become visible, since they become visible with a checkpoint; set an interval");
    }

    private static void CheckMicroBatch(MicroBatchSettings settings)
    {
        Check(
            settings.TriggerIntervalMs >= 0, QueryFields.Trigger,
            $"{settings.TriggerIntervalMs} ms: an interval cannot be negative; 0 means back to back");
        Check(
            settings.MaxOffsetsPerTrigger is null or > 0, QueryFields.MaxOffsets,
            $"{settings.MaxOffsetsPerTrigger}: a batch must be allowed at least 1 record");
        Check(
            settings.MinOffsetsPerTrigger is null or > 0, QueryFields.MinOffsets,
            $"{settings.MinOffsetsPerTrigger}: it must be at least 1");
    }

    private static void CheckContinuous(ContinuousSettings settings)
    {
        Check(settings.EmitIntervalMs >= 0, QueryFields.Tick, $"{settings.EmitIntervalMs} ms: an interval cannot be negative");
        Check(
            settings.EmitIntervalMs > 0 || settings.EmitStrategy == EmitStrategy.OnEvent,
            QueryFields.Tick, "0 disables ticks, and then a periodic watermark never moves; set an interval, or use on-event");
        Check(
            settings.IdleTimeoutMs >= 0, QueryFields.IdleTimeout,
            $"{settings.IdleTimeoutMs} ms: a timeout cannot be negative; 0 means never");
        Check(
            settings.SourceParallelism is > 0 and <= 1024, QueryFields.Parallelism,
            $"{settings.SourceParallelism}: it must be in 1 .. 1024");
        Check(settings.BufferTimeoutMs >= 0, QueryFields.BufferTimeout, $"{settings.BufferTimeoutMs} ms: a timeout cannot be negative");
    }

    private static void Check(bool holds, string field, string reason)
    {
        if (!holds) throw new QueryRefusedException(field, reason);
    }
}
