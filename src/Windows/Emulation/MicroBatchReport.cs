namespace CtrBench.Windows.Emulation;

/// <summary>Spark's report of one micro-batch (S36), with the terms of the recordings.</summary>
public sealed record MicroBatchReport
{
    /// <summary>Batch id, from 0.</summary>
    public required long Id { get; init; }

    /// <summary>Start offset of every partition; null in the first batch (S19).</summary>
    public IReadOnlyList<long>? Start { get; init; }

    /// <summary>End offset (exclusive) of every partition.</summary>
    public required IReadOnlyList<long> End { get; init; }

    /// <summary>Records read.</summary>
    public long InputRows { get; init; }

    /// <summary>The eviction watermark WE of this batch, epoch ms (S36).</summary>
    public long WatermarkMs { get; init; }

    /// <summary>Event-time statistics; null without rows.</summary>
    public EventTimeStatistics? EventTime { get; init; }

    /// <summary>Results emitted.</summary>
    public int Emitted { get; init; }

    /// <summary>Distinct late windows dropped (S14).</summary>
    public long RowsDropped { get; init; }

    /// <summary>Windows left in state (S15).</summary>
    public long RowsTotal { get; init; }

    /// <summary>Windows put into state (S15).</summary>
    public long RowsUpdated { get; init; }

    /// <summary>Windows evicted (S15).</summary>
    public long RowsRemoved { get; init; }

    /// <summary>When the batch started, epoch ms; 0 in a replay.</summary>
    public long StartedMs { get; init; }

    /// <summary>How long it took from start to commit, ms; 0 in a replay.</summary>
    public double DurationMs { get; init; }

    /// <summary>
    /// How long its phases took, ms by Spark's names (<c>addBatch</c>, <c>walCommit</c>, ...; S36); null in a live twin; in a simulated one
    /// only the offset fetch.
    /// </summary>
    public IReadOnlyDictionary<string, long>? PhasesMs { get; init; }
}

/// <summary>Event-time statistics of one micro-batch (S1, S6): including late and null rows; a null counts as 0.</summary>
/// <param name="MinMs">Smallest event time, epoch ms.</param>
/// <param name="MaxMs">Largest event time, epoch ms.</param>
/// <param name="AvgMs">Running mean per partition, merged in partition order, truncated to ms.</param>
public readonly record struct EventTimeStatistics(long MinMs, long MaxMs, long AvgMs);

/// <summary>A micro-batch as planned, before it runs (S8, S16).</summary>
/// <param name="Id">Batch id, from 0.</param>
/// <param name="Start">Start offset of every partition; null in the first batch, which starts at the earliest record (S19).</param>
/// <param name="End">End offset (exclusive) of every partition.</param>
/// <param name="EvictionWatermarkMs">WE: windows that end at or before it are evicted in this batch (S11).</param>
/// <param name="LateWatermarkMs">WL: rows of windows that end at or before it are dropped in this batch (S8, S11).</param>
public sealed record MicroBatchPlan(long Id, IReadOnlyList<long>? Start, IReadOnlyList<long> End, long EvictionWatermarkMs,
    long LateWatermarkMs);
