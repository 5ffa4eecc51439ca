namespace CtrBench.Windows;

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
