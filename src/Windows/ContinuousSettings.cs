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
