namespace CtrBench.Windows;

/// <summary>Settings of continuous engines.</summary>
public sealed record ContinuousSettings
{
    /// <summary>When source readers publish their watermark (F4, F5).</summary>
    public EmitStrategy EmitStrategy { get; init; } = EmitStrategy.OnPeriodic;

    /// <summary>Watermark tick, ms (F5); also the probe interval of idleness (F8). 0 = no ticks.</summary>
    public long EmitIntervalMs { get; init; } = 200;

    /// <summary>A split without rows for longer than this no longer holds the watermark back, ms (F8); 0 = never.</summary>
    public long IdleTimeoutMs { get; init; }

    /// <summary>How rows are aggregated, which determines which late rows are dropped and how they are counted.</summary>
    public AggregationPhase AggregationPhase { get; init; } = AggregationPhase.TwoPhase;

    /// <summary>Number of source readers; partitions are assigned round robin (F11).</summary>
    public int SourceParallelism { get; init; } = 1;

    /// <summary>How long a record may wait in a network buffer, ms (F31): latency only, never results.</summary>
    public long BufferTimeoutMs { get; init; } = 100;

    /// <summary>The version whose rules apply where versions differ.</summary>
    public FlinkRules Rules { get; init; } = FlinkRules.V2;
}

/// <summary>How a continuous engine aggregates (F18, F25).</summary>
public enum AggregationPhase : byte
{
    /// <summary>Local aggregation in each source reader, merged by one global operator (F19): Flink's default for the TVF form.</summary>
    TwoPhase = 0,

    /// <summary>Every row goes to the single window operator.</summary>
    OnePhase,

    /// <summary>The older <c>GROUP BY TUMBLE(...)</c> form (F25): one phase, no watermark in its state (F26).</summary>
    Legacy,
}

/// <summary>When a source reader publishes its watermark (F4).</summary>
public enum EmitStrategy : byte
{
    /// <summary>At each tick; Flink's default.</summary>
    OnPeriodic = 0,

    /// <summary>After each row.</summary>
    OnEvent,
}

/// <summary>Rule sets of Flink versions, where they differ (docs/flink.md "Versions").</summary>
public enum FlinkRules : byte
{
    /// <summary>
    /// 2.0 and later: a top-level JSON array is one row per element; all splits idle: the watermark jumps to their maximum (F9).
    /// </summary>
    V2 = 0,

    /// <summary>1.20: arrays are skipped; all splits of one reader idle: its watermark does not move.</summary>
    V1_20,
}
