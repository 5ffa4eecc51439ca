namespace CtrBench.Windows;

/// <summary>The event-time window job; the same for a real engine and its twin.</summary>
public sealed record CtrQuery
{
    /// <summary>Window size, ms.</summary>
    public long WindowMs { get; init; } = 10_000;

    /// <summary>
    /// From the start of one window to the start of the next, ms: sliding windows, where a row is in several. Null: tumbling windows.
    /// </summary>
    public long? SlideMs { get; init; }

    /// <summary>From one window's start, and end, to the next one's, ms: the slide, or the size of tumbling windows.</summary>
    internal long StepMs => SlideMs ?? WindowMs;

    /// <summary>How far the watermark trails the largest event time seen, ms.</summary>
    public long WatermarkDelayMs { get; init; } = 20_000;

    /// <summary>The field to group by besides the window.</summary>
    public GroupField GroupBy { get; init; } = GroupField.None;

    /// <summary>Where the fields of a record stand; null: the nine fields of the ad event.</summary>
    public EventSchema? Schema { get; init; }

    /// <summary>Event times outside 0 .. 253402300799999 are malformed. Only recordings turn this off.</summary>
    public bool BoundEventTime { get; init; } = true;

    /// <summary>Settings of micro-batch engines (spark, microbatch).</summary>
    public MicroBatchSettings MicroBatch { get; init; } = new();

    /// <summary>Settings of continuous engines (flink, continuous).</summary>
    public ContinuousSettings Continuous { get; init; } = new();

    /// <summary>Delivery guarantee and checkpoints.</summary>
    public DeliverySettings Delivery { get; init; } = new();
}
