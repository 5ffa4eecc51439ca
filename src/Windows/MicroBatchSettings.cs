namespace CtrBench.Windows;

/// <summary>Settings of micro-batch engines.</summary>
public sealed record MicroBatchSettings
{
    /// <summary>Interval of the processing-time trigger, ms; 0 = back to back (S21).</summary>
    public long TriggerIntervalMs { get; init; } = 1_000;

    /// <summary>Read what is available at the start, then stop (S23). Overrides the interval.</summary>
    public bool AvailableNow { get; init; }

    /// <summary>Rate limit of one batch over all partitions, records (S24); null = none.</summary>
    public long? MaxOffsetsPerTrigger { get; init; }

    /// <summary>Skip a trigger while fewer new records than this are available (S25); null = never.</summary>
    public long? MinOffsetsPerTrigger { get; init; }

    /// <summary>The longest that <see cref="MinOffsetsPerTrigger"/> may delay a batch, ms (S25).</summary>
    public long MaxTriggerDelayMs { get; init; } = 900_000;

    /// <summary>Whether a moved watermark may run a batch without records (S17).</summary>
    public bool NoDataBatches { get; init; } = true;

    /// <summary>Which watermark decides about late rows (S8, S9).</summary>
    public LateFilter LateFilter { get; init; } = LateFilter.Previous;

    /// <summary>Append: each window once, when closed. Update: each window that changed, in each batch (S38).</summary>
    public OutputMode OutputMode { get; init; } = OutputMode.Append;

    /// <summary>
    /// Rows that are neither view nor click are filtered after the watermark and before the window operator (S7); only one recording uses
    /// this, not the benchmark query.
    /// </summary>
    public bool FilterEventTypes { get; init; }
}

/// <summary>When a micro-batch engine emits a window.</summary>
public enum OutputMode : byte
{
    /// <summary>Once, when the watermark has closed it (S13).</summary>
    Append = 0,

    /// <summary>Its current value in every batch that changes it (S38).</summary>
    Update,
}

/// <summary>Which watermark a micro-batch engine uses to drop late rows.</summary>
public enum LateFilter : byte
{
    /// <summary>The eviction watermark of the previous batch (S8): Spark's default since 3.5.</summary>
    Previous = 0,

    /// <summary>The eviction watermark of the batch itself (S9): <c>spark.sql.streaming.statefulOperator.allowMultiple=false</c>.</summary>
    Current,
}
