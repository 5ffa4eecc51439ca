namespace CtrBench.Windows;

/// <summary>The settings that a <see cref="QueryRefusedException"/> names, as the members that hold them.</summary>
internal static class QueryFields
{
    /// <summary>See <see cref="CtrQuery.WindowMs"/>.</summary>
    public const string Window = $"{nameof(CtrQuery)}.{nameof(CtrQuery.WindowMs)}";

    /// <summary>See <see cref="CtrQuery.SlideMs"/>.</summary>
    public const string Slide = $"{nameof(CtrQuery)}.{nameof(CtrQuery.SlideMs)}";

    /// <summary>See <see cref="CtrQuery.WatermarkDelayMs"/>.</summary>
    public const string Delay = $"{nameof(CtrQuery)}.{nameof(CtrQuery.WatermarkDelayMs)}";

    /// <summary>See <see cref="CtrQuery.GroupBy"/>.</summary>
    public const string GroupBy = $"{nameof(CtrQuery)}.{nameof(CtrQuery.GroupBy)}";

    /// <summary>See <see cref="CtrQuery.Schema"/>.</summary>
    public const string Schema = $"{nameof(CtrQuery)}.{nameof(CtrQuery.Schema)}";

    /// <summary>See <see cref="DeliverySettings.Guarantee"/>.</summary>
    public const string Guarantee = $"{nameof(DeliverySettings)}.{nameof(DeliverySettings.Guarantee)}";

    /// <summary>See <see cref="DeliverySettings.CheckpointIntervalMs"/>.</summary>
    public const string CheckpointInterval = $"{nameof(DeliverySettings)}.{nameof(DeliverySettings.CheckpointIntervalMs)}";

    /// <summary>See <see cref="MicroBatchSettings.TriggerIntervalMs"/>.</summary>
    public const string Trigger = $"{nameof(MicroBatchSettings)}.{nameof(MicroBatchSettings.TriggerIntervalMs)}";

    /// <summary>See <see cref="MicroBatchSettings.MaxOffsetsPerTrigger"/>.</summary>
    public const string MaxOffsets = $"{nameof(MicroBatchSettings)}.{nameof(MicroBatchSettings.MaxOffsetsPerTrigger)}";

    /// <summary>See <see cref="MicroBatchSettings.MinOffsetsPerTrigger"/>.</summary>
    public const string MinOffsets = $"{nameof(MicroBatchSettings)}.{nameof(MicroBatchSettings.MinOffsetsPerTrigger)}";

    /// <summary>See <see cref="MicroBatchSettings.MaxTriggerDelayMs"/>.</summary>
    public const string MaxTriggerDelay = $"{nameof(MicroBatchSettings)}.{nameof(MicroBatchSettings.MaxTriggerDelayMs)}";

    /// <summary>See <see cref="ContinuousSettings.EmitIntervalMs"/>.</summary>
    public const string Tick = $"{nameof(ContinuousSettings)}.{nameof(ContinuousSettings.EmitIntervalMs)}";

    /// <summary>See <see cref="ContinuousSettings.IdleTimeoutMs"/>.</summary>
    public const string IdleTimeout = $"{nameof(ContinuousSettings)}.{nameof(ContinuousSettings.IdleTimeoutMs)}";

    /// <summary>See <see cref="ContinuousSettings.SourceParallelism"/>.</summary>
    public const string Parallelism = $"{nameof(ContinuousSettings)}.{nameof(ContinuousSettings.SourceParallelism)}";

    /// <summary>See <see cref="ContinuousSettings.BufferTimeoutMs"/>.</summary>
    public const string BufferTimeout = $"{nameof(ContinuousSettings)}.{nameof(ContinuousSettings.BufferTimeoutMs)}";
}
