namespace CtrBench.Windows.Recordings;

/// <summary>One recorded Spark micro-batch.</summary>
internal sealed record TranscriptBatch
{
    /// <summary>Batch id.</summary>
    public required long Id { get; init; }

    /// <summary>End offset (exclusive) of every partition.</summary>
    public required IReadOnlyList<long> End { get; init; }

    /// <summary>Records read.</summary>
    public required long InputRows { get; init; }

    /// <summary>Eviction watermark, epoch ms.</summary>
    public required long WatermarkMs { get; init; }

    /// <summary>Event-time statistics; null without rows.</summary>
    public TranscriptEventTime? EventTime { get; init; }

    /// <summary>Results, sorted by window start, then key.</summary>
    public required IReadOnlyList<TranscriptResult> Emitted { get; init; }

    /// <summary>Late windows dropped.</summary>
    public required long RowsDropped { get; init; }

    /// <summary>Windows left in state.</summary>
    public required long RowsTotal { get; init; }

    /// <summary>Windows put into state.</summary>
    public required long RowsUpdated { get; init; }

    /// <summary>Windows evicted.</summary>
    public required long RowsRemoved { get; init; }
}
