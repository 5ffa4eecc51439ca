namespace CtrBench.Windows;

/// <summary>Refuses, by name, what a twin cannot honour.</summary>
internal static class QueryCheck
{
    /// <summary>The most sliding windows that one row may be in.</summary>
    public const long MostWindows = 200;

    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that is out of range.</summary>
    public static void ThrowIfRefused(CtrQuery query, EngineFamily kind, bool keepsCheckpoints = false)
    {
        Check(query.WindowMs > 0, QueryFields.Window, $"{query.WindowMs} ms: a window must be longer than 0");
        if (SlideFault(query, kind) is { } fault) throw new QueryRefusedException(QueryFields.Slide, $"{query.SlideMs} ms: {fault}");
        Check(query.WatermarkDelayMs >= 0, QueryFields.Delay, $"{query.WatermarkDelayMs} ms: a watermark delay cannot be negative");
        CheckSchema(query);
        if (kind == EngineFamily.MicroBatch) CheckMicroBatch(query.MicroBatch);
        else CheckContinuous(query.Continuous);
        CheckDelivery(query.Delivery, kind, keepsCheckpoints);
    }

    /// <summary>
    /// Why windows cannot slide so; null when they can. <paramref name="family"/>: null where only what every engine requires matters.
    /// </summary>
    public static string? SlideFault(CtrQuery query, EngineFamily? family)
    {
        if (query.SlideMs is not { } slideMs) return null;
        var windowMs = query.WindowMs;
        if (slideMs <= 0) return "windows must slide by more than 0";
        if (slideMs > windowMs) return $"is more than the window of {windowMs} ms: events between two windows would be in none";
        if ((windowMs + slideMs - 1) / slideMs is > MostWindows and var windows)
        {
            return $"puts each event into {windows} windows of {windowMs} ms, and an engine counts it in each: at most {MostWindows}. "
                + $"Slide by at least {(windowMs + MostWindows - 1) / MostWindows} ms";
        }

        return family == EngineFamily.Continuous && windowMs % slideMs != 0 && query.Continuous.AggregationPhase != AggregationPhase.Legacy
            ? $"Flink's HOP requires a window ({windowMs} ms) that is a multiple of its slide (F39); its legacy form does not"
            : null;
    }

    /// <summary>Throws <see cref="QueryRefusedException"/> where a continuous twin does not know what follows a restart.</summary>
    public static void ThrowIfNotContinued(CtrQuery query) => Check(
        query.SlideMs is null || query.Continuous.AggregationPhase != AggregationPhase.Legacy, QueryFields.Slide,
        "the legacy form forgets at a restart which sliding windows it has emitted (F26), and its later results are not known. Use one or "
        + "two phases, tumbling windows, or no checkpoints");

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
