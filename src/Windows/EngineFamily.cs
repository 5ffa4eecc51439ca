namespace CtrBench.Windows;

/// <summary>The two ways to schedule a window: they determine when the watermark moves, which rows are late and what is counted.</summary>
public enum EngineFamily : byte
{
    /// <summary>Spark and its twin: one watermark over all partitions, moved between micro-batches.</summary>
    MicroBatch = 0,

    /// <summary>Flink and its twin: the minimum over the partitions, moved at ticks or with each event.</summary>
    Continuous,
}
