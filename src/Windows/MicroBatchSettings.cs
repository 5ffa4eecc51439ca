namespace CtrBench.Windows;

/// <summary>What a micro-batch engine can be told.</summary>
public sealed record MicroBatchSettings
{
    /// <summary>Interval of the processing-time trigger, ms; 0 = back to back (S21).</summary>
    public long TriggerIntervalMs { get; init; } = 1_000;

    /// <summary>Read what is there at the start, then stop (S23). Overrides the interval.</summary>
    public bool AvailableNow { get; init; }

    /// <summary>Rate limit of one batch over all partitions, records (S24); null = none.</summary>
    public long? MaxOffsetsPerTrigger { get; init; }

    /// <summary>Skip a trigger while fewer new records than this wait (S25); null = never.</summary>
    public long? MinOffsetsPerTrigger { get; init; }

    /// <summary>The longest that <see cref="MinOffsetsPerTrigger"/> may hold a batch back, ms (S25).</summary>
    public long MaxTriggerDelayMs { get; init; } = 900_000;

    /// <summary>Whether a moved watermark may run a batch without records (S17).</summary>
    public bool NoDataBatches { get; init; } = true;

    /// <summary>Which watermark judges late rows (S8, S9).</summary>
    public LateFilter LateFilter { get; init; } = LateFilter.Previous;

    /// <summary>Append: a window once, when closed. Update: each window touched, in each batch (S38).</summary>
    public OutputMode OutputMode { get; init; } = OutputMode.Append;

    /// <summary>
    /// Rows that are neither view nor click are filtered below the watermark (S7); not the product's query, one recording has it.
    /// </summary>
    public bool FilterEventTypes { get; init; }
}
