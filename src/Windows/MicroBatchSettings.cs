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
