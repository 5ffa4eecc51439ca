namespace CtrBench.Windows;

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
